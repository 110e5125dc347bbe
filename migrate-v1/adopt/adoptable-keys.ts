// Keys of an adopted user that ssh.json can hold, and those that it cannot.

import { fingerprintOfKey } from '../../src/model/values/key-fingerprint.ts';
import { parsePublicKey } from '../../src/model/values/public-key.ts';

export interface AdoptableKeys {
  readonly carried: readonly NamedKey[];
  readonly refused: readonly (NamedKey & { readonly why: string })[];
}

interface NamedKey {
  readonly line: string;
  /** Type, fingerprint and comment, by which its owner knows the key. */
  readonly label: string;
}

export function adoptableKeys(lines: readonly string[]): AdoptableKeys {
  const carried: NamedKey[] = [];
  const refused: (NamedKey & { why: string })[] = [];
  const seen = new Set<string>();
  for (const line of lines) {
    const label = labelOf(line);
    if (seen.has(label)) continue;
    seen.add(label);
    const parsed = parsePublicKey(line);
    if (parsed.ok) carried.push({ line: parsed.value, label });
    else refused.push({ line, label, why: parsed.message });
  }
  return { carried, refused };
}

/** As `ssh-keygen -l` prints it. */
function labelOf(line: string): string {
  const [, type = 'a key', comment = ''] =
    /((?:ssh|ecdsa|sk)-[A-Za-z0-9@.-]+)\s+[A-Za-z0-9+/=]+(?:\s+(.*))?$/.exec(line) ?? [];
  return [type, fingerprintOfKey(line), comment && `(${comment})`].filter(Boolean).join(' ');
}

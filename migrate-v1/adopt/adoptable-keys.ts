// Keys of an adopted user that ssh.json can hold, and those that it cannot.

import { createHash } from 'node:crypto';
import { parsePublicKey } from '../../src/model/values/public-key.ts';

export interface AdoptableKeys {
  readonly carried: readonly NamedKey[];
  readonly refused: readonly (NamedKey & { readonly why: string })[];
}

export interface NamedKey {
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
  const [, type = 'a key', base64 = '', comment = ''] =
    /((?:ssh|ecdsa|sk)-[A-Za-z0-9@.-]+)\s+([A-Za-z0-9+/=]+)(?:\s+(.*))?$/.exec(line) ?? [];
  const hash = createHash('sha256').update(base64, 'base64').digest('base64').replace(/=+$/, '');
  return `${type} SHA256:${hash}${comment === '' ? '' : ` (${comment})`}`;
}

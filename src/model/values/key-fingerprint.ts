// The fingerprint of a public key, as ssh-keygen -l and sshd's log show it.

import { hash } from 'node:crypto';

const BLOB = /(?:^|\s)(?:ssh-|ecdsa-|sk-)\S+\s+([A-Za-z0-9+/]+={0,2})/;

/**
 * `SHA256:` and the base64 of the hash over the key's blob, without padding.
 *
 * @param line a line of authorized_keys; options may stand before the key
 * @returns undefined when no key is found in it
 */
export function fingerprintOfKey(line: unknown): string | undefined {
  const base64 = typeof line === 'string' ? BLOB.exec(line)?.[1] : undefined;
  if (base64 === undefined) return undefined;
  return `SHA256:${hash('sha256', Buffer.from(base64, 'base64'), 'base64').replace(/=+$/, '')}`;
}

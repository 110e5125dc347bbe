import { hash } from 'node:crypto';

export type Digest = `sha256:${string}`;

/** SHA-256 in 64 hexadecimal digits. */
export function sha256(content: string | Uint8Array): string {
  return hash('sha256', content);
}

/** A digest as it is stored and shown: it names its algorithm. */
export function digestOf(content: string | Uint8Array): Digest {
  return `sha256:${sha256(content)}`;
}

import type { X509Certificate } from 'node:crypto';

/** The names that it is for. Those that are written oddly, and so quoted by Node, are none that an account could have. */
export function certificateNames({ subjectAltName = '' }: X509Certificate): string[] {
  return subjectAltName
    .split(', ')
    .filter((entry) => /^DNS:[A-Za-z0-9.*-]+$/.test(entry))
    .map((entry) => entry.slice('DNS:'.length).toLowerCase());
}

import { sha256 } from '../../src/model/digest.ts';
import type { Stored } from './observe.ts';

const SHORT_LIVED_MS = 10 * 86_400_000;

/**
 * When a certificate is to be renewed: at a moment within the authority's own window that is always the same one for the
 * same certificate, so that certificates of one day are not all renewed at once (RFC 9773, section 4.2). Where the
 * authority has said nothing: after two thirds of its life, or half of a short one.
 *
 * @returns epoch milliseconds
 */
export function renewalTime({ validFrom, validTo, digest, stored }: Stored): number {
  const { renewal } = stored;
  if (renewal !== undefined && renewal.start < validTo) {
    const fraction = Number.parseInt(sha256(digest).slice(0, 8), 16) / 2 ** 32;
    return Math.round(renewal.start + fraction * (renewal.end - renewal.start));
  }
  const life = validTo - validFrom;
  return Math.round(validFrom + life * (life < SHORT_LIVED_MS ? 1 / 2 : 2 / 3));
}

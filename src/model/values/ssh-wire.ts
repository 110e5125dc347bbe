// The inside of a public key: RFC 4251 strings, and how strong the key is.

import { accept, type Parsed, refuse } from '../parsed.ts';

const LEAST_RSA_BITS = 2048;
const MOST_RSA_BITS = 16384;
const CURVE_POINT_BYTES = new Map([
  ['nistp256', 65],
  ['nistp384', 97],
  ['nistp521', 133],
]);

const BROKEN = refuse('is cut short or damaged', 'copy the whole line of the .pub file again');

/** Checks that the blob says the same type as the line, and that every part has its size. */
export function parseKeyBlob(type: string, blob: Uint8Array): Parsed {
  const parts = readStrings(blob);
  const [name, ...rest] = parts ?? [];
  if (name === undefined || new TextDecoder().decode(name) !== type) return BROKEN;
  if (type === 'ssh-rsa') return parseRsa(type, rest);
  if (type === 'ssh-ed25519') return sized(type, rest, [32]);
  if (type === 'sk-ssh-ed25519@openssh.com') return parseSecurityKey(type, rest, [32]);
  const curve = type.replace(/^.*-(nistp\d+)(?:@.*)?$/, '$1');
  const point = CURVE_POINT_BYTES.get(curve) ?? 0;
  if (new TextDecoder().decode(rest[0]) !== curve || rest[1]?.[0] !== 4) return BROKEN;
  return type.startsWith('sk-')
    ? parseSecurityKey(type, rest, [curve.length, point])
    : sized(type, rest, [curve.length, point]);
}

function parseSecurityKey(type: string, parts: readonly Uint8Array[], sizes: readonly number[]): Parsed {
  const application = parts.at(-1)?.length ?? 0;
  return application === 0 ? BROKEN : sized(type, parts, [...sizes, application]);
}

function sized(type: string, parts: readonly Uint8Array[], sizes: readonly number[]): Parsed {
  const same = parts.length === sizes.length && parts.every((part, index) => part.length === sizes[index]);
  return same ? accept(type) : BROKEN;
}

function parseRsa(type: string, parts: readonly Uint8Array[]): Parsed {
  const [exponent, modulus] = parts;
  if (parts.length !== 2 || exponent === undefined || modulus === undefined) return BROKEN;
  if (((exponent.at(-1) ?? 0) & 1) === 0 || ((modulus.at(-1) ?? 0) & 1) === 0 || bitsOf(exponent) < 2)
    return BROKEN;
  const bits = bitsOf(modulus);
  if (bits >= LEAST_RSA_BITS && bits <= MOST_RSA_BITS) return accept(type);
  return refuse(`is an RSA key of ${bits} bits`, `use ed25519, or RSA of at least ${LEAST_RSA_BITS} bits`);
}

/** Of an odd number, so that some byte is not 0. */
function bitsOf(number: Uint8Array): number {
  const first = number.findIndex((byte) => byte !== 0);
  return (number.length - first) * 8 - (Math.clz32(number[first] ?? 0) - 24);
}

/** Undefined when the lengths do not add up to the whole. */
function readStrings(blob: Uint8Array): Uint8Array[] | undefined {
  const view = new DataView(blob.buffer, blob.byteOffset, blob.byteLength);
  const parts: Uint8Array[] = [];
  let offset = 0;
  while (offset < blob.length) {
    if (offset + 4 > blob.length) return undefined;
    const length = view.getUint32(offset);
    offset += 4;
    if (offset + length > blob.length) return undefined;
    parts.push(blob.subarray(offset, offset + length));
    offset += length;
  }
  return parts;
}

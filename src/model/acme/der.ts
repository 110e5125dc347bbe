// As much of DER (X.690) as a certificate request is written in, and an identifier is read from.

const SEQUENCE = 0x30;
const SET = 0x31;
const LONGEST_LENGTH = 4;

export function der(tag: number, ...parts: readonly Uint8Array[]): Buffer {
  const content = Buffer.concat(parts);
  return Buffer.concat([Buffer.from([tag]), lengthOf(content.length), content]);
}

export function derSequence(...parts: readonly Uint8Array[]): Buffer {
  return der(SEQUENCE, ...parts);
}

export function derSet(...parts: readonly Uint8Array[]): Buffer {
  return der(SET, ...parts);
}

/** @param hex the content octets of an object identifier */
export function derOid(hex: string): Buffer {
  return der(0x06, Buffer.from(hex, 'hex'));
}

function lengthOf(length: number): Buffer {
  if (length < 0x80) return Buffer.from([length]);
  const bytes: number[] = [];
  for (let rest = length; rest > 0; rest = Math.floor(rest / 256)) bytes.unshift(rest % 256);
  return Buffer.from([0x80 | bytes.length, ...bytes]);
}

interface DerElement {
  readonly tag: number;
  readonly content: Buffer;
}

/** The elements that follow each other in these octets. @throws RangeError when they are cut off */
export function* derElements(octets: Buffer): Generator<DerElement> {
  let at = 0;
  while (at < octets.length) {
    const tag = octets.readUInt8(at);
    const first = octets.readUInt8(at + 1);
    const count = first < 0x80 ? 0 : first & 0x7f;
    if (count > LONGEST_LENGTH) throw new RangeError('an element is too long');
    const length = count === 0 ? (first < 0x80 ? first : 0) : octets.readUIntBE(at + 2, count);
    const begin = at + 2 + count;
    if (begin + length > octets.length) throw new RangeError('an element is cut off');
    yield { tag, content: octets.subarray(begin, begin + length) };
    at = begin + length;
  }
}

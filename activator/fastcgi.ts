// The beginning of a FastCGI request, as far as it says which pool it is for.

import type { NamedPool } from '../src/host/php-sockets.ts';

const HEADER_BYTES = 8;
const BEGIN_REQUEST = 1;
const PARAMS = 4;
/** nginx sends all parameters at once; what needs more than this before the one asked for is no request of ours. */
export const LONGEST_HEAD = 64 * 1024;

const MORE: NamedPool = { kind: 'more' };
const NONE: NamedPool = { kind: 'none' };

/** Looks a parameter up in the bytes that a FastCGI client has sent first (FastCGI 1.0, 3.3 and 3.4). */
export function findParameter(bytes: Buffer, wanted: string): NamedPool {
  const params: Buffer[] = [];
  let isWhole = false;
  let at = 0;
  while (at + HEADER_BYTES <= bytes.length && !isWhole) {
    const type = bytes[at + 1];
    const length = bytes.readUInt16BE(at + 4);
    const padding = bytes[at + 6] ?? 0;
    if (bytes[at] !== 1 || (at === 0) !== (type === BEGIN_REQUEST)) return NONE;
    const content = bytes.subarray(at + HEADER_BYTES, at + HEADER_BYTES + length);
    if (type === PARAMS) {
      // The stream of parameters ends with an empty record.
      if (length === 0) isWhole = true;
      params.push(content);
    } else if (type !== BEGIN_REQUEST) {
      return NONE;
    }
    if (content.length < length) break;
    at += HEADER_BYTES + length + padding;
  }
  const value = valueIn(Buffer.concat(params), wanted);
  if (value !== undefined) return { kind: 'value', value };
  return isWhole || bytes.length > LONGEST_HEAD ? NONE : MORE;
}

function valueIn(pairs: Buffer, wanted: string): string | undefined {
  let at = 0;
  while (at < pairs.length) {
    const name = lengthAt(pairs, at);
    if (name === undefined) return undefined;
    const value = lengthAt(pairs, name.next);
    if (value === undefined) return undefined;
    const end = value.next + name.length + value.length;
    if (end > pairs.length) return undefined;
    if (pairs.toString('latin1', value.next, value.next + name.length) === wanted) {
      return pairs.toString('latin1', value.next + name.length, end);
    }
    at = end;
  }
  return undefined;
}

/** One byte below 128, or four of which the first bit is no part of the number. */
function lengthAt(pairs: Buffer, at: number): { readonly length: number; readonly next: number } | undefined {
  const first = pairs[at];
  if (first === undefined) return undefined;
  if (first < 128) return { length: first, next: at + 1 };
  if (at + 4 > pairs.length) return undefined;
  return { length: pairs.readUInt32BE(at) & 0x7fffffff, next: at + 4 };
}

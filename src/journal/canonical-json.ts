// One text for equal values: keys sorted, no white space, `undefined` left out.
import stringify from 'fast-json-stable-stringify';

export function canonicalJson(value: object): string {
  return stringify(value);
}

// Gives equal values one text: keys are sorted, there is no white space, and `undefined` is left out.
import stringify from 'fast-json-stable-stringify';

export function canonicalJson(value: object): string {
  return stringify(value);
}

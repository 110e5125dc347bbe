// A username that fits, as close as can be to one that does not.

import { parseUsername } from '../../src/model/values/username.ts';

const LONGEST = 16;
const SHORTEST = 3;

/** @param isTaken by another row, a Linux user or a set */
export function proposeUsername(text: string, isTaken: (name: string) => boolean): string {
  const letters = text
    .normalize('NFKD')
    .toLowerCase()
    .replaceAll('ß', 'ss')
    .replaceAll(/[^a-z0-9]/g, '')
    .replace(/^[0-9]+/, '');
  const base = (letters === '' ? 'user' : letters).slice(0, LONGEST).padEnd(SHORTEST, 'x');
  for (let number = 1; ; number += 1) {
    const suffix = number === 1 ? '' : String(number);
    const name = `${base.slice(0, LONGEST - suffix.length)}${suffix}`;
    if (parseUsername(name).ok && !isTaken(name)) return name;
  }
}

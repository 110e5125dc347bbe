/** The demonstration's one way to fail: something was not as it should be. */

export function expectSame(what: string, seen: string, wanted: string): void {
  if (seen !== wanted) throw new Error(`${what} is ${JSON.stringify(seen)}, not ${JSON.stringify(wanted)}`);
}

export function expectPart(what: string, seen: string, part: string): void {
  if (!seen.includes(part)) throw new Error(`${what} has no ${JSON.stringify(part)}:\n${seen.trim()}`);
}

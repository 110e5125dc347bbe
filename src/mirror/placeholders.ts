/** `?, ?, ?`: as many places for values. */
export function marks(count: number): string {
  return new Array(count).fill('?').join(', ');
}

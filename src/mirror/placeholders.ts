/** `?, ?, ?`: as many places for values. */
export function placeholders(count: number): string {
  return new Array(count).fill('?').join(', ');
}

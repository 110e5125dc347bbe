/** `?, ?, ?`: a placeholder for each of that many values. */
export function placeholders(count: number): string {
  return new Array(count).fill('?').join(', ');
}

const MOST = 5;

/** A few names, and how many more there are. */
export function namesInWords(names: readonly string[]): string {
  if (names.length <= MOST + 1) return names.join(', ');
  return `${names.slice(0, MOST).join(', ')} and ${names.length - MOST} more`;
}

/** Of the account with that number. */
export function nameOf(index: number): string {
  return `acct${String(index).padStart(5, '0')}`;
}

/** A word as a person can type it to a shell; for commands in remedies, none of which jopanel hands to a shell itself. */
export function shellWord(text: string): string {
  return /^[\w@%+=:,./-]+$/.test(text) ? text : `'${text.replaceAll("'", "'\\''")}'`;
}

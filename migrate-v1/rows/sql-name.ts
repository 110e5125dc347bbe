/** An identifier for SQL, whatever letters the database gave it. Values never go in this way. */
export function sqlName(name: string): string {
  if (name === '' || name.includes('\0')) throw new TypeError('not a name of anything in a database');
  return `\`${name.replaceAll('`', '``')}\``;
}

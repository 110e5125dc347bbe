/** A block of nginx directives as lines, indented so that it can stand in another one. */
export function nginxBlock(name: string, lines: readonly string[]): string[] {
  return [`${name} {`, ...lines.map((line) => (line === '' ? line : `    ${line}`)), '}'];
}

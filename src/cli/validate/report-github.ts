// Prints findings as workflow commands, which GitHub shows beside the lines of a pull request.

import { safe, type Terminal } from '../terminal/terminal.ts';
import type { ValidatedSet } from './validate-sets.ts';

export function reportGithub(terminal: Terminal, sets: readonly ValidatedSet[]): void {
  for (const { username, path, problems } of sets) {
    for (const { file, line, column, pointer, message, remedy } of problems) {
      const name = file === '.' ? path : `${path}/${file}`.replace(/^\.\//, '');
      const position = line === null ? '' : `,line=${line},col=${column ?? 1}`;
      const title = `${username}${pointer === '' ? '' : ` ${pointer}`}`;
      const text = remedy === '' ? message : `${message}. ${remedy}`;
      terminal.out(`::error file=${property(name)}${position},title=${property(title)}::${data(text)}\n`);
    }
  }
}

function data(text: string): string {
  return safe(text).replaceAll('%', '%25').replaceAll('\r', '%0D').replaceAll('\n', '%0A');
}

function property(text: string): string {
  return data(text).replaceAll(':', '%3A').replaceAll(',', '%2C');
}

// Where a command's words go. Colour only where a person looks.

import { styleText } from 'node:util';
import { printable } from '../model/shown.ts';

type Style = Parameters<typeof styleText>[0];

export interface Terminal {
  out(text: string): void;
  err(text: string): void;
  /** Styled on a terminal, plain elsewhere. */
  paint(style: Style, text: string): string;
}

export function processTerminal(): Terminal {
  // Whoever reads may have seen enough, as `head` has.
  process.stdout.on('error', (error) => {
    if ('code' in error && error.code === 'EPIPE') process.exit(0);
    throw error;
  });
  return {
    out: (text) => process.stdout.write(text),
    err: (text) => process.stderr.write(text),
    // Honours NO_COLOR and FORCE_COLOR, and is plain when the output is no terminal.
    paint: (style, text) => styleText(style, text, { stream: process.stdout }),
  };
}

/** Foreign text on one line, so that a file cannot write to the screen what it likes. */
export function safe(text: string): string {
  return printable(text);
}

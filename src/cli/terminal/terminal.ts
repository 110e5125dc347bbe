// Where a command's words go. Colour only where a person looks.

import { styleText } from 'node:util';
import { printable } from '../../model/quoted.ts';

type Style = Parameters<typeof styleText>[0];

export interface Terminal {
  out(text: string): void;
  err(text: string): void;
  /** Styled on a terminal, plain elsewhere. */
  paint(style: Style, text: string): string;
  /** Aborts once nobody reads any more, as `head` does when it has seen enough. What is being done goes on. */
  readonly closed: AbortSignal;
}

export function processTerminal(): Terminal {
  const closed = new AbortController();
  process.stdout.on('error', (error) => {
    if (!('code' in error && error.code === 'EPIPE')) {
      process.stderr.write(`jopanel: the output cannot be written: ${error.message}\n`);
      process.exit(1);
    }
    closed.abort();
  });
  return {
    closed: closed.signal,
    out(text) {
      if (!closed.signal.aborted) process.stdout.write(text);
    },
    err: (text) => process.stderr.write(text),
    // Honours NO_COLOR and FORCE_COLOR, and is plain when the output is no terminal.
    paint: (style, text) => styleText(style, text, { stream: process.stdout }),
  };
}

/** Foreign text on one line, so that a file cannot write to the screen what it likes. */
export function safe(text: string): string {
  return printable(text);
}

/** The same for a text of several lines; those behind the first stand in from the left. */
export function safeLines(text: string, indent: string): string {
  return text.split('\n').map(safe).join(`\n${indent}`);
}

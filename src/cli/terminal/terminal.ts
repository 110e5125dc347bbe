// The output of a command. Colour is used on a terminal only.

import { styleText } from 'node:util';
import { printable } from '../../model/quoted.ts';

type Style = Parameters<typeof styleText>[0];

export interface Terminal {
  out(text: string): void;
  err(text: string): void;
  /** Styles the text on a terminal and leaves it plain elsewhere. */
  paint(style: Style, text: string): string;
  /** Aborts once the reader has closed the pipe, as `head` does. Work under way continues. */
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
    // styleText honours NO_COLOR and FORCE_COLOR, and leaves the text plain when the output is not a terminal.
    paint: (style, text) => styleText(style, text, { stream: process.stdout }),
  };
}

/** Makes foreign text printable on one line, so that a file cannot send control sequences to the terminal. */
export function safe(text: string): string {
  return printable(text);
}

/** The same for a text of several lines; the lines after the first are indented. */
export function safeLines(text: string, indent: string): string {
  return text.split('\n').map(safe).join(`\n${indent}`);
}

// Where a live view is drawn: over itself on a terminal, or line below line elsewhere.

import { processScreen } from './screen.ts';
import type { Terminal } from './terminal.ts';

export interface Canvas {
  draw(text: string): void;
  close(): void;
}

// The other screen of the terminal, so that what was there before comes back; no cursor, and lines that are cut
// rather than broken, so that each stays one row. xterm's control sequences.
const ENTER = '\x1b[?1049h\x1b[?25l\x1b[?7l';
const LEAVE = '\x1b[?7h\x1b[?25h\x1b[?1049l';
const HOME = '\x1b[H';
const CLEAR_LINE = '\x1b[K';
const CLEAR_BELOW = '\x1b[J';

export function drawInPlace(terminal: Terminal): Canvas {
  terminal.out(ENTER);
  return {
    draw(text) {
      const { rows = Number.POSITIVE_INFINITY } = processScreen();
      const lines = text.trimEnd().split('\n').slice(0, rows);
      terminal.out(`${HOME}${lines.join(`${CLEAR_LINE}\n`)}${CLEAR_LINE}${CLEAR_BELOW}`);
    },
    close: () => terminal.out(LEAVE),
  };
}

export function drawWhenNew(terminal: Terminal): Canvas {
  let before = '';
  return {
    draw(text) {
      if (text !== before) terminal.out(text);
      before = text;
    },
    close: () => undefined,
  };
}

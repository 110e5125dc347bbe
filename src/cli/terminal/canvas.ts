// Draws a live view: in place on a terminal, and as new output elsewhere.

import { processScreen } from './screen.ts';
import type { Terminal } from './terminal.ts';

interface Canvas {
  draw(text: string): void;
  close(): void;
}

// xterm's control sequences: the alternate screen, so that the previous content comes back; a hidden cursor; and no
// line wrapping, so that each line stays one row.
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

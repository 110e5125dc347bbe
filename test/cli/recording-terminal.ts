// A terminal that remembers what was said.
import type { Terminal } from '../../src/cli/terminal/terminal.ts';

export interface RecordingTerminal extends Terminal {
  readonly said: { out: string; err: string };
}

export function recordingTerminal(): RecordingTerminal {
  const said = { out: '', err: '' };
  return {
    said,
    out: (text) => {
      said.out += text;
    },
    err: (text) => {
      said.err += text;
    },
    paint: (_, text) => text,
    closed: new AbortController().signal,
  };
}

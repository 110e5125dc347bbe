import type { Invocation } from '../../src/cli/command-line/command.ts';

export interface Progress {
  /** What is begun now, on a line of its own. */
  tell(line: string): void;
  /** How far it is, on one line that is written over; only on a terminal. */
  count(what: string): (done: number, total: number) => void;
}

/** On standard error, so that what a step answers stays alone on standard output. */
export function progressOf({ terminal, screen, json }: Invocation): Progress {
  return {
    tell(line) {
      if (!json) terminal.err(`  ${line}\n`);
    },
    count(what) {
      let visible = -1;
      return (done, total) => {
        const percent = total === 0 ? 100 : Math.floor((done * 100) / total);
        if (json || screen.columns === undefined || (percent === visible && done !== total)) return;
        visible = percent;
        terminal.err(`\r  ${what}: ${done} of ${total}${done === total ? '\n' : ''}`);
      };
    },
  };
}

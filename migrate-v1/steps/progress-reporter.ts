import type { Invocation } from '../../src/cli/command-line/command.ts';

export interface ProgressReporter {
  /** Prints what begins now, on a line of its own. */
  report(line: string): void;
  /** Prints a count on one line that is written over; only on a terminal. */
  count(what: string): (done: number, total: number) => void;
}

/** Progress goes to standard error, because standard output holds the result alone. */
export function progressReporter({ terminal, screen, json }: Invocation): ProgressReporter {
  return {
    report(line) {
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

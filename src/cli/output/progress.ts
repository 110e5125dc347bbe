import type { ReportProgress } from '../../mirror/verify/verify-mirror.ts';
import type { Invocation } from '../command-line/command.ts';

/** A counting line on a terminal; `end` clears it. */
export function showProgress({ terminal, screen, json }: Invocation): {
  report: ReportProgress;
  end(): void;
} {
  if (json || screen.columns === undefined) return { report: () => undefined, end: () => undefined };
  return {
    report: (what, done) => terminal.err(`\r\x1b[K${done} ${what}`),
    end: () => terminal.err('\r\x1b[K'),
  };
}

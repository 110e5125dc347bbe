import type { Progress } from '../../mirror/verify/verify-mirror.ts';
import type { Invocation } from '../command-line/command.ts';

/** A counting line on a terminal; `end` clears it. */
export function showProgress({ terminal, screen, json }: Invocation): { told: Progress; end(): void } {
  if (json || screen.columns === undefined) return { told: () => undefined, end: () => undefined };
  return {
    told: (what, done) => terminal.err(`\r\x1b[K${done} ${what}`),
    end: () => terminal.err('\r\x1b[K'),
  };
}

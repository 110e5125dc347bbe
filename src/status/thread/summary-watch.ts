// Reports the daemon in one line whenever that line changes.

import type { Clock } from '../../host/clock.ts';
import { answerStatus } from '../answers/status-answer.ts';
import { summaryLine } from '../answers/summary-line.ts';
import type { StatusContext } from '../context.ts';
import type { EngineClient } from './engine-client.ts';

interface SummaryWatch {
  readonly context: StatusContext;
  readonly engine: EngineClient;
  readonly clock: Clock;
  report(line: string): void;
}

/** A person who looks at `systemctl status` sees a mistake about as soon as the daemon does. */
const EVERY_MS = 1000;

/** Nothing is asked of the engine while the journal stands still. */
export async function watchSummary(
  { context, engine, clock, report }: SummaryWatch,
  stop: AbortSignal,
): Promise<void> {
  const { journal, version, settings } = context;
  let seq = -1;
  let last = '';
  while (!stop.aborted) {
    const head = journal.head().seq;
    if (head !== seq || context.snapshot().readyAt === null) {
      seq = head;
      await engine.refresh(false);
      if (stop.aborted) return;
      const line = summaryLine(
        answerStatus(journal, context.snapshot(), { version, settings, now: context.now() }),
      );
      if (line !== last) report(line);
      last = line;
    }
    await clock.sleep(EVERY_MS, stop);
  }
}

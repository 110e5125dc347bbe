// `jopanel watch`: keeps the status on the screen up to date.

import { z } from 'zod';
import { systemClock } from '../../host/clock.ts';
import type { Command } from '../command-line/command.ts';
import { loadOverview, Overview } from '../daemon/load-overview.ts';
import { type Answered, statusClient } from '../daemon/status-client.ts';
import { FailureOutput } from '../output/failure-output.ts';
import { failureValue } from '../output/failure-value.ts';
import { failed } from '../output/report-failure.ts';
import { drawInPlace, drawWhenNew } from '../terminal/canvas.ts';
import { processScreen } from '../terminal/screen.ts';
import type { Terminal } from '../terminal/terminal.ts';
import { untilStopped } from '../terminal/until-stopped.ts';
import { overviewText } from '../views/overview.ts';

const EVERY_MS = 1000;
const ANSWER_MS = 5000;

export const watch: Command = {
  name: 'watch',
  summary: 'show the status live',
  description: `Keeps the status on the screen up to date until q or Ctrl-C, even across a restart of the daemon. While no
daemon answers, it says so above the last state. Without a
terminal, or with --json, it prints the status again whenever it changes; with --json one
object per line.`,
  output: async () => z.union([Overview, FailureOutput]),
  lines: true,
  async run(invocation) {
    const { terminal, json, screen, socket } = invocation;
    const inPlace = !json && screen.columns !== undefined;
    const stop = untilStopped(terminal, inPlace);
    const client = await statusClient({ socket, signal: stop });
    const first = await loadOverview(client);
    if (!first.ok) return stop.aborted ? 0 : failed(invocation, first.message);
    const canvas = inPlace ? drawInPlace(terminal) : drawWhenNew(terminal);
    let state: Answered<Overview> = first;
    let last = first.value;
    const redraw = () => {
      if (state.ok) last = state.value;
      canvas.draw(textOf(state, last, json, terminal));
    };
    process.on('SIGWINCH', redraw);
    try {
      while (!stop.aborted) {
        redraw();
        await systemClock.sleep(EVERY_MS, stop);
        if (!stop.aborted) state = await answerInTime(loadOverview(client), stop);
      }
    } finally {
      process.off('SIGWINCH', redraw);
      canvas.close();
    }
    return 0;
  },
};

/** A daemon that stops may leave the question open. */
async function answerInTime(
  answer: Promise<Answered<Overview>>,
  stop: AbortSignal,
): Promise<Answered<Overview>> {
  const over = new AbortController();
  const late = systemClock
    .sleep(ANSWER_MS, AbortSignal.any([stop, over.signal]))
    .then(() => ({ ok: false, why: 'failed', message: 'jopaneld does not answer' }) as const);
  const first = await Promise.race([answer, late]);
  over.abort();
  return first;
}

function textOf(state: Answered<Overview>, last: Overview, json: boolean, terminal: Terminal): string {
  if (json) return `${JSON.stringify(state.ok ? state.value : failureValue(state.message))}\n`;
  const gone = state.ok ? '' : `${terminal.paint('red', state.message)}\nThe last state that it gave:\n`;
  const now = systemClock.now();
  return `${gone}${overviewText(last, { terminal, screen: processScreen(), now, all: false })}`;
}

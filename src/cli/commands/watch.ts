// `jopanel watch`: the status, kept up to date in place.

import { z } from 'zod';
import { systemClock } from '../../host/clock.ts';
import { StatusAnswer } from '../../status/answers/status-answer.ts';
import { allAccounts } from '../all-accounts.ts';
import type { Command } from '../command.ts';
import { FailureOutput } from '../failure-output.ts';
import { failureValue } from '../failure-value.ts';
import { failed } from '../report-failure.ts';
import { processScreen } from '../screen.ts';
import { overviewText } from '../status/overview.ts';
import { type Answered, type StatusClient, statusClient } from '../status-client.ts';
import type { Terminal } from '../terminal.ts';
import { untilStopped } from '../until-stopped.ts';
import { drawInPlace, drawWhenNew } from '../watch/canvas.ts';
import { Overview } from './status.ts';

const EVERY_MS = 1000;

export const watch: Command = {
  name: 'watch',
  summary: 'the status, live',
  description: `Keeps the status on the screen up to date, until Ctrl-C, also over a restart of the daemon. Where
there is no terminal, or with --json, it prints the status anew whenever it changes; with --json one
object a line.`,
  output: async () => z.union([Overview, FailureOutput]),
  lines: true,
  async run(invocation) {
    const { terminal, json, screen, socket } = invocation;
    const stop = untilStopped(terminal);
    const client = await statusClient({ socket, signal: stop });
    const first = await look(client);
    if (!first.ok) return stop.aborted ? 0 : failed(invocation, first.message);
    const inPlace = !json && screen.columns !== undefined;
    const canvas = inPlace ? drawInPlace(terminal) : drawWhenNew(terminal);
    let state: Answered<Overview> = first;
    const redraw = () => canvas.draw(textOf(state, json, terminal));
    process.on('SIGWINCH', redraw);
    try {
      while (!stop.aborted) {
        redraw();
        await systemClock.sleep(EVERY_MS, stop);
        if (!stop.aborted) state = await look(client);
      }
    } finally {
      process.off('SIGWINCH', redraw);
      canvas.close();
    }
    return 0;
  },
};

async function look(client: StatusClient): Promise<Answered<Overview>> {
  const daemon = await client.get('/v1/status', StatusAnswer);
  if (!daemon.ok) return daemon;
  const users = await allAccounts(client);
  return users.ok ? { ok: true, value: { daemon: daemon.value, users: [...users.value] } } : users;
}

function textOf(state: Answered<Overview>, json: boolean, terminal: Terminal): string {
  if (json) return `${JSON.stringify(state.ok ? state.value : failureValue(state.message))}\n`;
  if (!state.ok) return `${terminal.paint('red', state.message)}\n`;
  const now = systemClock.now();
  return overviewText({ ...state.value, now }, { terminal, screen: processScreen(), all: false });
}

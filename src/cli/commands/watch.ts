// `jopanel watch`: the status, kept up to date in place.

import { systemClock } from '../../host/clock.ts';
import { StatusAnswer } from '../../status/answers/status-answer.ts';
import { allAccounts } from '../all-accounts.ts';
import type { Command, ExitCode } from '../command.ts';
import { failed } from '../report-failure.ts';
import { processScreen } from '../screen.ts';
import { overviewText } from '../status/overview.ts';
import { statusClient } from '../status-client.ts';
import { StatusOutput } from './status.ts';

const EVERY_MS = 1000;
// The other screen of the terminal, so that what was there before comes back; xterm's control sequences.
const ENTER = '\x1b[?1049h\x1b[?25l';
const LEAVE = '\x1b[?25h\x1b[?1049l';
const HOME = '\x1b[H';
const CLEAR_LINE = '\x1b[K';
const CLEAR_BELOW = '\x1b[J';

export const watch: Command = {
  name: 'watch',
  summary: 'the status, live',
  description: `Keeps the status on the screen up to date, until Ctrl-C. Where there is no terminal, or with
--json, it prints the status anew whenever it changes; with --json one object a line.`,
  output: async () => StatusOutput,
  async run(invocation) {
    const { terminal, json, screen } = invocation;
    const client = await statusClient(invocation);
    const stop = new AbortController();
    const inPlace = !json && screen.columns !== undefined;
    process.once('SIGINT', () => stop.abort());
    process.once('SIGTERM', () => stop.abort());
    let before = '';
    if (inPlace) terminal.out(ENTER);
    try {
      while (!stop.signal.aborted) {
        const daemon = await client.get('/v1/status', StatusAnswer);
        if (!daemon.ok) return gone(daemon.message);
        const users = await allAccounts(client);
        if (!users.ok) return gone(users.message);
        const state = { daemon: daemon.value, users: users.value };
        const now = systemClock.now();
        const text = json
          ? `${JSON.stringify(state)}\n`
          : overviewText({ ...state, now }, { terminal, screen: processScreen(), all: false });
        if (inPlace) terminal.out(`${HOME}${text.replaceAll('\n', `${CLEAR_LINE}\n`)}${CLEAR_BELOW}`);
        else if (text !== before) terminal.out(text);
        before = text;
        await systemClock.sleep(EVERY_MS, stop.signal);
      }
    } finally {
      if (inPlace) terminal.out(LEAVE);
    }
    return 0;

    function gone(message: string): ExitCode {
      if (inPlace) terminal.out(LEAVE);
      return failed(invocation, message);
    }
  },
};

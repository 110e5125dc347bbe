// `jopanel history USER`: lists every accepted revision.

import { systemClock } from '../../host/clock.ts';
import { HistoryAnswer } from '../../status/routes/history.ts';
import type { Command } from '../command-line/command.ts';
import { statusClient } from '../daemon/status-client.ts';
import { failed, printJson } from '../output/report-failure.ts';
import { ago, shortRevision } from '../terminal/format.ts';
import { table } from '../terminal/table.ts';

export const history: Command = {
  name: 'history',
  summary: 'list every accepted revision of an account',
  description: `Lists the newest first. The journal keeps every revision in full, so "jopanel diff" and "jopanel rollback"
need no git. The first digits of a revision identify it.`,
  positionals: [{ name: 'USER', kind: 'account' }],
  examples: [{ line: 'jopanel history joko', help: 'when each revision was accepted and applied' }],
  output: async () => HistoryAnswer,
  async run(invocation) {
    const { positionals, terminal, screen, json } = invocation;
    const [username = ''] = positionals;
    const client = await statusClient({ socket: invocation.socket, offline: true });
    const answer = await client.get(`/v1/users/${encodeURIComponent(username)}/history`, HistoryAnswer);
    if (!answer.ok) return failed(invocation, answer.message);
    const now = systemClock.now();
    if (json) printJson(invocation, answer.value);
    else
      terminal.out(
        table(
          answer.value.revisions,
          [
            { title: 'REVISION', text: ({ revision }) => shortRevision(revision) },
            { title: 'ACCEPTED', text: ({ accepted_at }) => ago(accepted_at, now) },
            {
              title: 'APPLIED',
              text: ({ applied_at }) => (applied_at === null ? 'never' : ago(applied_at, now)),
            },
            {
              title: '',
              text: ({ desired, in_force }) =>
                [desired ? 'desired' : '', in_force ? 'in force' : ''].filter(Boolean).join(', '),
            },
          ],
          { terminal, width: screen.columns },
        ),
      );
    return 0;
  },
};

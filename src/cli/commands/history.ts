// `jopanel history USER`: lists every accepted revision.

import { systemClock } from '../../host/clock.ts';
import type { ContentState } from '../../journal/states.ts';
import { HistoryAnswer } from '../../status/routes/history.ts';
import type { Command } from '../command-line/command.ts';
import { statusClient } from '../daemon/status-client.ts';
import { failed, printJson } from '../output/report-failure.ts';
import { ago, localTime, shortRevision } from '../terminal/format.ts';
import { table } from '../terminal/table.ts';

const NOT_KEPT = {
  kept: '',
  over_budget: 'content not kept: over the budget of its day',
  expunged: 'content expunged',
} as const satisfies Record<ContentState, string>;

export const history: Command = {
  name: 'history',
  summary: 'list every accepted revision of an account',
  description: `Lists the newest first: when each was accepted, who wrote it, and which fields it changed. A dash stands for
a change by hand, or by a tool that leaves no name. The journal keeps every revision in full, so "jopanel diff" and "jopanel rollback"
need no git. The first digits of a revision identify it. Of an account that changes more than 32 MiB in a day (UTC) only
the newest revision and the one in force are kept beyond that; the list says so.`,
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
            { title: 'ACCEPTED', text: ({ accepted_at }) => localTime(accepted_at) },
            { title: 'BY', text: ({ actor }) => actor ?? '-' },
            {
              title: 'APPLIED',
              text: ({ applied_at }) => (applied_at === null ? 'never' : ago(applied_at, now)),
            },
            {
              title: '',
              text: ({ desired, in_force, content }) =>
                [in_force ? 'in force' : desired ? 'desired' : '', NOT_KEPT[content]]
                  .filter(Boolean)
                  .join(', '),
            },
            { title: 'CHANGED', text: ({ changes }) => changes?.join(', ') ?? '' },
          ],
          { terminal, width: screen.columns },
        ),
      );
    return 0;
  },
};

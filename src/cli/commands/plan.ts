// `jopanel plan [USER…]`: shows what would change.

import { PlanAnswer } from '../../status/answers/plan-answer.ts';
import type { Command } from '../command-line/command.ts';
import { statusClient } from '../daemon/status-client.ts';
import { failed, printJson } from '../output/report-failure.ts';
import { planText } from '../views/plan-text.ts';

export const plan: Command = {
  name: 'plan',
  summary: 'show what would change, with diffs',
  description: `Compares the files with the host and shows every step that would follow: + created,
~ changed, - removed, -/+ replaced, ! invalid or blocked. Destructive steps are marked. The command changes
nothing, and works with and without a running daemon. Exit: 0 no changes, 2 changes.`,
  positionals: [{ name: 'USER', kind: 'account', optional: true, many: true }],
  examples: [
    { line: 'jopanel plan', help: 'all accounts' },
    { line: 'jopanel plan joko', help: 'one account' },
    { line: 'jopanel --json plan | jq .totals', help: 'for a program' },
  ],
  output: async () => PlanAnswer,
  async run(invocation) {
    const { positionals, terminal, json } = invocation;
    const client = await statusClient({ socket: invocation.socket, offline: true });
    const query = positionals.length === 0 ? '' : `?${new URLSearchParams({ users: positionals.join(',') })}`;
    const answer = await client.get(`/v1/plan${query}`, PlanAnswer);
    if (!answer.ok) return failed(invocation, answer.message);
    if (json) printJson(invocation, answer.value);
    else terminal.out(planText(answer.value, terminal));
    return answer.value.accounts.length === 0 ? 0 : 2;
  },
};

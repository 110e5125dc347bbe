// `jopanel usage [USER]`: use beside limits.

import PQueue from 'p-queue';
import { z } from 'zod';
import { systemClock } from '../../host/clock.ts';
import { countFolder } from '../../host/commands/count-folder.ts';
import { ConfigAnswer } from '../../status/routes/config.ts';
import { StatsAnswer } from '../../status/routes/stats.ts';
import type { Command, CommandResult, Invocation } from '../command-line/command.ts';
import { fetchAllAccounts } from '../daemon/fetch-all-accounts.ts';
import { type StatusClient, statusClient } from '../daemon/status-client.ts';
import { failed, printJson } from '../output/report-failure.ts';
import { table } from '../terminal/table.ts';
import {
  type AccountUsage,
  heaviestFirst,
  USAGE_ORDERS,
  UsageOutput,
  usageOf,
  usedText,
} from '../views/usage.ts';

const AT_ONCE = 8;
/** For one home, and for all together. */
const COUNT_MS = 5000;
const COUNT_ALL_MS = 20_000;

export const usage: Command = {
  name: 'usage',
  summary: 'show what accounts use beside their limits, the heaviest first',
  description: `Disk, traffic of this month, memory, CPU and processes. The first is the account that uses the largest share
of one of its limits; --by sorts otherwise. Where the host has no quotas, root counts the files of the homes, for
a few seconds each and twenty in all; what is not counted by then is shown as "-".`,
  positionals: [{ name: 'USER', kind: 'account', optional: true }],
  options: { by: { value: 'WHAT', kind: USAGE_ORDERS, help: `sort by ${USAGE_ORDERS.join(', ')}` } },
  examples: [
    { line: 'jopanel usage', help: 'everyone' },
    { line: 'jopanel usage --by memory', help: 'who uses the most memory now' },
  ],
  output: async () => UsageOutput,
  async run(invocation): Promise<CommandResult> {
    const { positionals, terminal, screen, json, text } = invocation;
    const order = USAGE_ORDERS.find((each) => each === (text('by') ?? 'share'));
    if (order === undefined) return { wrongUsage: `--by is one of ${USAGE_ORDERS.join(', ')}` };
    const client = await statusClient(invocation);
    const usernames = await namesFor(client, positionals);
    if (typeof usernames === 'string') return failed(invocation, usernames);
    const found = await usages(client, usernames);
    const missing = positionals.length > 0 && found.length === 0;
    if (missing)
      return failed(
        invocation,
        `no set of ${positionals[0]} was ever accepted\nsee: jopanel explain ${positionals[0]}`,
      );
    const accounts = heaviestFirst(found, order);
    if (json) printJson(invocation, { accounts });
    else terminal.out(usageTable(accounts, { terminal, width: screen.columns }));
    return 0;
  },
};

/** @returns why they are not known, as a string */
async function namesFor(client: StatusClient, positionals: readonly string[]): Promise<string[] | string> {
  const [only] = positionals;
  if (only !== undefined) {
    const there = await client.get(`/v1/users/${encodeURIComponent(only)}`, z.unknown());
    return there.ok ? [only] : there.message;
  }
  const all = await fetchAllAccounts(client);
  return all.ok ? all.value.map(({ username }) => username) : all.message;
}

/** Of the accounts that have an accepted set. */
async function usages(client: StatusClient, usernames: readonly string[]): Promise<AccountUsage[]> {
  const deadline = systemClock.monotonic() + COUNT_ALL_MS;
  const found: AccountUsage[] = [];
  const asking = new PQueue({ concurrency: AT_ONCE });
  await asking.addAll(
    usernames.map((username) => async () => {
      const path = `/v1/users/${encodeURIComponent(username)}`;
      const stats = await client.get(`${path}/stats`, StatsAnswer);
      if (!stats.ok) return;
      const left = Math.min(deadline - systemClock.monotonic(), COUNT_MS);
      const isCounted = stats.value.disk.used_mb === null && process.geteuid?.() === 0 && left > 0;
      found.push(usageOf(stats.value, isCounted ? await countHome(client, path, left) : undefined));
    }),
  );
  return found;
}

const Home = z.object({ home_dir: z.string().startsWith('/') });

async function countHome(client: StatusClient, path: string, timeoutMs: number): Promise<number | undefined> {
  const config = await client.get(`${path}/config`, ConfigAnswer);
  const account = config.ok ? Home.safeParse(config.value.account) : undefined;
  return account?.success ? countFolder(account.data.home_dir, timeoutMs) : undefined;
}

function usageTable(
  accounts: readonly AccountUsage[],
  options: Pick<Invocation, 'terminal'> & { readonly width: number | undefined },
): string {
  return table(
    accounts,
    [
      { title: 'ACCOUNT', text: ({ username }) => username },
      { title: 'DISK', text: ({ disk_mb }) => usedText(disk_mb) },
      { title: 'TRAFFIC', text: ({ traffic_mb }) => usedText(traffic_mb) },
      { title: 'MEMORY', text: ({ memory_mb }) => usedText(memory_mb) },
      {
        title: 'CPU',
        text: ({ cpu_seconds }) => (cpu_seconds === null ? '-' : `${Math.round(cpu_seconds)} s`),
      },
      { title: 'PROCESSES', text: ({ processes }) => String(processes) },
    ],
    options,
  );
}

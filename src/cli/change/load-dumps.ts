// Loads the dumps of an account's databases, once the daemon has made these.

import { loadDump } from '../../host/commands/load-dump.ts';
import type { Invocation } from '../command-line/command.ts';
import { statusClient } from '../daemon/status-client.ts';
import { waitApplied } from '../daemon/wait-applied.ts';
import { DEFAULT_TIMEOUT_S } from './finish.ts';

interface LoadedDumps {
  readonly databases: readonly string[];
  /** Why not all are loaded. */
  readonly why: string | undefined;
}

interface Owner {
  readonly username: string;
  readonly uid: number;
  readonly gid: number;
  readonly revision: string;
}

/** @param dumps files by database */
export async function loadDumps(
  invocation: Invocation,
  { username, revision, ...ids }: Owner,
  dumps: ReadonlyMap<string, string>,
): Promise<LoadedDumps> {
  const databases: string[] = [];
  if (dumps.size === 0 && !invocation.flag('wait')) return { databases, why: undefined };
  const client = await statusClient(invocation);
  const timeoutMs = Number(invocation.text('timeout') ?? DEFAULT_TIMEOUT_S) * 1000;
  const waited = await waitApplied(client, { username, revision, timeoutMs }, (line) => {
    if (!invocation.json) invocation.terminal.out(`  ${line}\n`);
  });
  if (!waited.ok) return { databases, why: waited.why };
  const failures: string[] = [];
  for (const [database, file] of dumps) {
    const why = await loadDump(file, username, ids);
    if (why === undefined) databases.push(database);
    else failures.push(`${database}: ${why}`);
  }
  return { databases, why: failures.length === 0 ? undefined : failures.join('\n') };
}

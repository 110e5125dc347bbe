import type { CronTable } from '../../src/host/cron-tables.ts';
import type { HostReader } from '../../src/host/host.ts';
import type { FoundFile } from '../../src/host/root-files.ts';
import type { Observe } from '../controller.ts';
import { listedNames } from '../name-list.ts';
import type { DesiredCron } from './desired.ts';

export const CRON_DENY = '/etc/cron.deny';
export const CRON_ALLOW = '/etc/cron.allow';

export interface ObservedCron {
  readonly installed: boolean;
  readonly denied: boolean;
  /** Whether the list of those who may names the account; undefined where there is no such list. */
  readonly listed: boolean | undefined;
  readonly table: CronTable;
  /** A list that is not a plain file, and so not ours to edit. */
  readonly obstructed: string | undefined;
}

export async function observeCron(
  host: HostReader,
  wanted: ReadonlyMap<string, DesiredCron>,
): Promise<Observe<ObservedCron>> {
  const [installed, deny, allow, tables] = await Promise.all([
    host.cronTables.installed(),
    host.files.read(CRON_DENY),
    host.files.read(CRON_ALLOW),
    host.cronTables.observe([...wanted.keys()]),
  ]);
  const denied = listedNames(deny);
  const listed = allow.kind === 'absent' ? undefined : listedNames(allow);
  const obstructed = obstruction(CRON_DENY, deny) ?? obstruction(CRON_ALLOW, allow);
  return (username) => ({
    installed,
    denied: denied.has(username),
    listed: listed?.has(username),
    table: tables.get(username) ?? 'none',
    obstructed,
  });
}

function obstruction(path: string, found: FoundFile): string | undefined {
  return found.kind === 'other' ? `${path} is ${found.what}; move it away` : undefined;
}

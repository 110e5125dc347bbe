// Changes an account whose files cannot be changed: the daemon changes the last accepted set.

import type { AccountOverride } from '../../model/account-override.ts';
import type { ExitCode, Invocation } from '../command-line/command.ts';
import { askDaemon } from '../daemon/control-client.ts';
import { failed } from '../output/report-failure.ts';
import { actor } from './audit.ts';
import type { DesiredState } from './desired-state.ts';
import { finishRevision } from './finish.ts';

interface OverrideChange {
  readonly username: string;
  readonly done: string;
  readonly override: AccountOverride;
}

/** @returns undefined for an account of which no set was ever accepted: there is nothing that could be changed */
export async function changeByOverride(
  invocation: Invocation,
  { settings, journal }: DesiredState,
  { username, done, override }: OverrideChange,
): Promise<ExitCode | undefined> {
  if (journal?.account(username)?.desiredRevision == null) return undefined;
  const asked = await askDaemon(settings, { kind: 'override', username, override, actor: actor() });
  if (asked.state === 'failed') return failed(invocation, asked.message);
  if (asked.state === 'no-daemon')
    return failed(
      invocation,
      `the files of ${username} cannot be changed, and jopaneld, which can change it without them, does not run\nstart it: systemctl start jopaneld`,
    );
  const why = asked.refused.get(username);
  if (why !== undefined) return failed(invocation, `${username} was not changed: ${why}`);
  const { uid, gid, desiredRevision: revision, overrides = [] } = journal.account(username) ?? {};
  if (!revision || uid == null || gid == null) return failed(invocation, `${username} is gone`);
  const note =
    overrides.length === 0
      ? 'Its set is refused, so the last accepted one was changed. account.json has the change as well.'
      : 'Its files cannot be changed, so the last accepted set was. They get the change as soon as they can be read.';
  return finishRevision(invocation, { username, done, revision, uid, gid, changed: [] }, [
    note,
    `see: jopanel explain ${username}`,
  ]);
}

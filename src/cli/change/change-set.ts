// Changes one set (lock, read, check, write, rename) and reports the result.

import { type CurrentTexts, type SetEdit, type WrittenSet, writeSet } from '../../desired/write-set.ts';
import type { Account } from '../../model/account.ts';
import type { AccountOverride } from '../../model/account-override.ts';
import { quoted } from '../../model/quoted.ts';
import type { ExitCode, Invocation } from '../command-line/command.ts';
import { failed } from '../output/report-failure.ts';
import { commandAuditEdits } from './audit.ts';
import { changeByOverride } from './change-by-override.ts';
import { type DesiredState, openDesiredState } from './desired-state.ts';
import { finish } from './finish.ts';
import { openIdentityCheck } from './identity-check.ts';
import { reportProblems } from './report-problems.ts';
import { valueAt } from './value-at.ts';

interface WantedChange {
  /** The action for the audit in meta.json, such as `suspend_user`. */
  readonly action: string;
  /** The end of the sentence for the person, such as `is suspended`. */
  readonly done: string;
  /** What is ordered past the files where these cannot be changed; only for what must always work. */
  readonly override?: AccountOverride;
  /** @returns why the change is impossible, as a string */
  edits(current: CurrentTexts): readonly SetEdit[] | string;
}

/** A set that already has the wanted values is not written, and its times stay. */
export async function changeSet(
  invocation: Invocation,
  username: string,
  { action, done, override, edits }: WantedChange,
  state?: DesiredState,
): Promise<ExitCode> {
  const opened = state ?? (await openDesiredState());
  const { users, facts } = opened;
  const identityOf = await openIdentityCheck(opened);
  const findClashes = (account: Account) => [...identityOf(account), ...opened.findClashes(account)];
  let refusal: string | undefined;
  const written = await writeSet(
    users,
    username,
    (current) => {
      const wanted = edits(current);
      if (typeof wanted === 'string') refusal = wanted;
      const news = typeof wanted === 'string' ? [] : wanted.filter((edit) => isNews(current, edit));
      return news.length === 0 ? [] : [...news, ...commandAuditEdits(action)];
    },
    { facts, findClashes },
  );
  if (refusal !== undefined) return failed(invocation, `${username} was not changed: ${refusal}`);
  if (!written.ok && override !== undefined) {
    const given = await changeByOverride(invocation, opened, { username, done, override });
    if (given !== undefined) return given;
  }
  return report(invocation, username, written, done);
}

export async function report(
  invocation: Invocation,
  username: string,
  written: WrittenSet,
  done: string,
): Promise<ExitCode> {
  if (!written.ok) {
    if (written.reason === 'invalid') return reportProblems(invocation, username, written.problems);
    if (written.reason === 'gone')
      return failed(invocation, `there is no account ${quoted(username)}\nsee: jopanel user list`);
    const remedy = 'try again in a moment';
    return failed(invocation, `${username} was not changed: ${written.why}\n${remedy}`);
  }
  return finish(invocation, { username, done, written });
}

function isNews(texts: CurrentTexts, { file, path, value }: SetEdit): boolean {
  return JSON.stringify(valueAt(texts.get(file), path)) !== JSON.stringify(value);
}

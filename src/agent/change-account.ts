// The way of every operation that changes a set: its turn, the lock, the condition, the edits, the checks, the files,
// the journal, and then the wait for the revision.

import { auditEdits } from '../desired/audit-edits.ts';
import { type SetEdit, type WrittenSet, writeSet } from '../desired/write-set.ts';
import type { AccountOverride } from '../model/account-override.ts';
import { agentActor } from '../model/agent-actor.ts';
import type { SetFileName } from '../model/set-files.ts';
import { TurnsByKey } from '../queue/turns.ts';
import type { AgentContext } from './agent-context.ts';
import type { DryRunAnswer, WrittenAnswer } from './answers.ts';
import type { AgentReply, AgentRequest } from './operation.ts';
import { etagOf } from './preferences.ts';
import { invalidSet, type ProblemReply, problemReply } from './problem-document.ts';
import { type SetValues, setValues } from './set-values.ts';
import { waitForRevision } from './wait-for-revision.ts';

interface SetChange {
  readonly operation: string;
  /** For `meta.json`'s audit, such as `suspend_user`. */
  readonly action: string;
  /** The edits that bring about what is asked for; none when it is so already. */
  edits(current: SetValues): readonly SetEdit[] | ProblemReply;
  /** What is ordered past the files where these cannot be changed; only for what must always work. */
  readonly override?: AccountOverride;
  /** Where the request names a part of the set; empty where it does not. */
  requestPointer?(file: string, pointer: string): string;
}

/** An editor that takes no lock may save in between; the change is then made to what it saved. */
const MOST_TRIES = 10;
const RETRY_AFTER_MS = 20;

/** Writers of one account take turns here, so that they do not wait for its file lock all at once. */
const turns = new TurnsByKey();

export async function changeAccount(
  context: AgentContext,
  request: AgentRequest,
  change: SetChange,
): Promise<AgentReply> {
  const { username = '' } = request.params;
  const written = await turns.run(username, () => write(context, request, username, change));
  if (!written.ok) return (await overridden(context, request, username, change)) ?? written;
  const { set, before } = written;
  const { revision, account } = set.account;
  const headers = { etag: etagOf(revision) };
  if (request.dryRun) {
    const plan = await context.plan(set.account);
    const value: DryRunAnswer = {
      username,
      dry_run: true,
      if_match: before,
      revision,
      changed: [...set.written],
      plan,
    };
    return { ok: true, status: 200, value, headers: { etag: etagOf(before) } };
  }
  return answerWritten(context, request, {
    username,
    uid: account.uid,
    gid: account.gid,
    revision,
    changed: [...set.written],
    headers,
    status: 202,
  });
}

/** @returns undefined where the change has to go through the files */
async function overridden(
  context: AgentContext,
  request: AgentRequest,
  username: string,
  { override, operation }: SetChange,
): Promise<AgentReply | undefined> {
  const { caller, ifMatch, dryRun } = request;
  if (override === undefined || ifMatch !== undefined || dryRun) return undefined;
  if (context.journal.account(username)?.desiredRevision == null) return undefined;
  const why = await context.order({ kind: 'override', username, override, actor: agentActor(caller) });
  const { uid, gid, desiredRevision: revision } = context.journal.account(username) ?? {};
  if (why !== undefined || !revision || uid == null || gid == null) return undefined;
  context.record({ operation, username, caller, revision, files: [] });
  return answerWritten(context, request, {
    username,
    uid,
    gid,
    revision,
    changed: [],
    headers: { etag: etagOf(revision) },
    status: 202,
  });
}

interface WrittenDetails {
  readonly username: string;
  readonly uid: number;
  readonly gid: number;
  readonly revision: string;
  readonly changed: readonly string[];
  readonly headers: Readonly<Record<string, string>>;
  /** When the caller does not wait, or not for long enough. */
  readonly status: 200 | 201 | 202;
}

/** Answers at once, or once the revision is in force or cannot be. */
export async function answerWritten(
  context: AgentContext,
  { wait, gone }: AgentRequest,
  { username, uid, gid, revision, changed, headers, status }: WrittenDetails,
): Promise<AgentReply> {
  const { outcome, account } =
    wait === undefined
      ? { outcome: 'unknown' as const, account: await context.account(username) }
      : await waitForRevision(context, username, revision, wait, gone);
  const preference = wait === undefined ? {} : { 'preference-applied': `wait=${wait}` };
  if (outcome === 'not-applied' && account !== undefined) {
    const [found] = account.problems;
    const detail =
      found === undefined ? (account.last_error ?? '') : `${found.file}${found.pointer} ${found.message}`;
    const remedy = found?.remedy ?? `see its conditions: jopanel explain ${username}`;
    return problemReply(
      'not-applied',
      `${username} is ${account.phase}: ${detail}`,
      remedy,
      {
        revision,
        phase: account.phase,
        conditions: account.conditions,
        findings: account.problems.map(({ file, pointer, message, remedy }) => ({
          file,
          pointer,
          request_pointer: '',
          message,
          remedy,
        })),
      },
      { ...headers, ...preference },
    );
  }
  const value: WrittenAnswer = {
    username,
    uid,
    gid,
    revision,
    changed: [...changed],
    applied: outcome === 'applied' ? true : null,
    account: account ?? null,
  };
  return {
    ok: true,
    status: status === 202 && outcome === 'applied' ? 200 : status,
    value,
    headers: { ...headers, ...preference },
  };
}

type Written =
  | { readonly ok: true; readonly set: WrittenSet & { readonly ok: true }; readonly before: string }
  | ProblemReply;

async function write(
  context: AgentContext,
  request: AgentRequest,
  username: string,
  change: SetChange,
): Promise<Written> {
  const { users, clock } = context;
  const facts = await context.facts();
  for (let tries = 1; ; tries += 1) {
    let refusal: ProblemReply | undefined;
    let before = '';
    const set = await writeSet(
      users,
      username,
      (texts) => {
        const read = setValues(texts);
        if (!read.ok) {
          refusal = refuseSet(read.problems, change);
          return [];
        }
        before = read.values.revision;
        refusal = unmatched(request, before);
        if (refusal !== undefined) return [];
        const edits = change.edits(read.values);
        if ('ok' in edits) {
          refusal = edits;
          return [];
        }
        if (edits.length === 0) return [];
        return [...edits, ...auditEdits({ action: change.action, actor: agentActor(request.caller) })];
      },
      { facts, findClashes: (account) => context.findClashes(account), dryRun: request.dryRun },
    );
    if (refusal !== undefined) return refusal;
    if (set.ok) {
      if (!request.dryRun && set.written.length > 0) {
        const { operation } = change;
        const { revision } = set.account;
        context.record({ operation, username, caller: request.caller, revision, files: set.written });
      }
      return { ok: true, set, before };
    }
    if (set.reason === 'invalid') return refuseSet(set.problems, change);
    if (set.reason === 'gone') return noSuchAccountProblem(username);
    if (set.reason === 'failed')
      return problemReply('failed', `the set could not be written: ${set.why}`, 'see the disk of the host');
    if (tries === MOST_TRIES || request.ifMatch !== undefined)
      return problemReply('busy', `${username} was not changed: ${set.why}`, 'send the request again');
    await clock.sleep(RETRY_AFTER_MS * tries, request.gone);
    if (request.gone.aborted) return problemReply('busy', 'the caller has gone', '');
  }
}

export function noSuchAccountProblem(username: string): ProblemReply {
  return problemReply(
    'no-such-account',
    `there is no account ${username}`,
    'see who there is: GET /v1/users',
  );
}

function refuseSet(problems: Parameters<typeof invalidSet>[0], change: SetChange): ProblemReply {
  return invalidSet(problems, (file, pointer) => change.requestPointer?.(file, pointer) ?? '');
}

/** @returns undefined when the set still has a revision that `If-Match` names, or none is named */
export function unmatched({ ifMatch }: AgentRequest, revision: string): ProblemReply | undefined {
  if (ifMatch === undefined || ifMatch === 'any' || ifMatch.includes(revision)) return undefined;
  const expected = ifMatch.join(', ');
  return problemReply(
    'precondition-failed',
    `the set has the revision ${revision}, and If-Match names ${expected}`,
    'read the set again, and make the change to what it says now',
    { revision, expected_revision: expected },
    { etag: etagOf(revision) },
  );
}

/** `/limits/disk_quota_mb` for `limits.json` and `/disk_quota_mb`: how bodies of whole sets and patches name files. */
export function pointerInBody(file: SetFileName | string, pointer: string): string {
  return file.endsWith('.json') ? `/${file.slice(0, -'.json'.length)}${pointer}` : '';
}

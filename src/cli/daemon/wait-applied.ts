// Waits until a revision is applied or has failed, and reports the steps meanwhile.

import { systemClock } from '../../host/clock.ts';
import { AccountAnswer } from '../../status/answers/account-answer.ts';
import { EventsAnswer } from '../../status/answers/event-answer.ts';
import { BlockedSince } from '../../status/blocked-since.ts';
import { isInForce } from '../../status/revision-outcome.ts';
import { duration, epochMs } from '../terminal/format.ts';
import type { StatusClient } from './status-client.ts';

export interface Awaited {
  readonly username: string;
  readonly revision: string;
  readonly timeoutMs: number;
}

export type Waited = { readonly ok: true } | { readonly ok: false; readonly why: string };

const EVERY_MS = 100;

export async function waitApplied(
  client: StatusClient,
  { username, revision, timeoutMs }: Awaited,
  report: (line: string) => void,
): Promise<Waited> {
  const begun = systemClock.monotonic();
  // Events from before this command are skipped.
  const since = systemClock.now() - process.uptime() * 1000;
  const path = `/v1/users/${encodeURIComponent(username)}`;
  const seen = new Set<number>();
  const blockedSince = new BlockedSince();
  for (;;) {
    const answer = await client.get(path, AccountAnswer);
    if (answer.ok) {
      await reportEvents();
      const isBlocked = blockedSince.look(answer.value, revision, systemClock.monotonic());
      const end = ended(answer.value, revision, isBlocked);
      if (end !== undefined) return end;
    } else if (answer.why !== 'refused') return unknownWhetherApplied(answer.message);
    if (systemClock.monotonic() - begun > timeoutMs) return notAppliedInTime(username, timeoutMs);
    await systemClock.sleep(EVERY_MS);
  }

  async function reportEvents(): Promise<void> {
    const page = await client.get(`${path}/events?last=50`, EventsAnswer);
    if (!page.ok) return;
    for (const { seq, time, kind, data } of page.value.events) {
      if (epochMs(time) < since) continue;
      if (seen.has(seq)) continue;
      seen.add(seq);
      if (kind === 'step.applied' && typeof data.summary === 'string') report(data.summary);
    }
  }
}

function ended(account: AccountAnswer, revision: string, blocked: boolean): Waited | undefined {
  const { phase, revisions, queued, problems } = account;
  if (isInForce(account, revision)) return { ok: true };
  if (queued?.state === 'settling' || queued?.state === 'dirty' || queued?.state === 'processing')
    return undefined;
  const isOurs = revisions.attempted === revision || problems.length > 0 || blocked;
  const isUnderWay = phase === 'applying' || phase === 'applied' || (phase === 'pending' && !blocked);
  if (!isOurs || isUnderWay) return undefined;
  return blocked ? notAppliedYet(account) : notApplied(account);
}

/** @param more further lines, before the one that says where to look */
export function notApplied(
  { username, phase, problems, last_error }: AccountAnswer,
  more = '',
): Waited & { readonly ok: false } {
  const [problem] = problems;
  const reason =
    problem === undefined ? (last_error ?? '') : `${problem.file}${problem.pointer}: ${problem.message}`;
  const [first = ''] = reason.split('\n');
  return { ok: false, why: `${username} is ${phase}: ${first}${more}\nsee: jopanel explain ${username}` };
}

/** Of an account whose plan is blocked. */
export function notAppliedYet(account: AccountAnswer): Waited & { readonly ok: false } {
  return notApplied(account, '\nthe daemon goes on by itself once that is done');
}

export function unknownWhetherApplied(message: string): Waited & { readonly ok: false } {
  return {
    ok: false,
    why: `the files are written, but it is not known whether they are applied: ${message}`,
  };
}

export function notAppliedInTime(username: string, timeoutMs: number): Waited & { readonly ok: false } {
  const why = `${username} is not applied after ${duration(timeoutMs)}\nsee: jopanel explain ${username}`;
  return { ok: false, why };
}

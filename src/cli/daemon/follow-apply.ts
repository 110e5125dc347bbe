// Waits until the daemon has processed every requested account, and reports its steps meanwhile.

import { systemClock } from '../../host/clock.ts';
import { AccountAnswer } from '../../status/answers/account-answer.ts';
import { EventsAnswer } from '../../status/answers/event-answer.ts';
import { StatusAnswer } from '../../status/answers/status-answer.ts';
import type { Answered, StatusClient } from './status-client.ts';

const EVERY_MS = 150;
const PAGE = 500;

/** Is called with one line for each step. */
export type OnStep = (line: string) => void;

/** The number of the newest journal entry; later entries belong to this command. */
export async function journalHead(client: StatusClient): Promise<Answered<number>> {
  const status = await client.get('/v1/status', StatusAnswer);
  return status.ok ? { ok: true, value: status.value.journal.seq } : status;
}

export async function followApply(
  client: StatusClient,
  usernames: readonly string[],
  from: number,
  report: OnStep,
): Promise<Answered<readonly AccountAnswer[]>> {
  const open = new Set(usernames);
  const done = new Map<string, AccountAnswer>();
  let after = from;
  for (;;) {
    after = await reportSteps(client, after, usernames, report);
    for (const username of open) {
      const answer = await client.get(`/v1/users/${encodeURIComponent(username)}`, AccountAnswer);
      if (!answer.ok && answer.why === 'refused') open.delete(username);
      if (!answer.ok && answer.why !== 'refused') return answer;
      if (!answer.ok || isBusy(answer.value)) continue;
      open.delete(username);
      done.set(username, answer.value);
    }
    if (open.size === 0) {
      await reportSteps(client, after, usernames, report);
      return { ok: true, value: [...done.values()] };
    }
    await systemClock.sleep(EVERY_MS);
  }
}

/** @returns the entry to continue after */
export async function reportSteps(
  client: StatusClient,
  after: number,
  usernames: readonly string[] | undefined,
  report: OnStep,
): Promise<number> {
  for (let last = after; ; ) {
    const page = await client.get(`/v1/events?after=${last}&limit=${PAGE}`, EventsAnswer);
    if (!page.ok) return last;
    for (const { account, kind, data } of page.value.events) {
      if (account === null || usernames?.includes(account) === false) continue;
      if (kind === 'step.applied' && typeof data.summary === 'string') report(`${account}: ${data.summary}`);
      if (kind === 'step.failed' && typeof data.error === 'string') report(`${account}: ${data.error}`);
    }
    if (page.value.events.length === 0) return page.value.next_after;
    last = page.value.next_after;
  }
}

function isBusy({ queued }: AccountAnswer): boolean {
  return queued !== null && queued.state !== 'waiting';
}

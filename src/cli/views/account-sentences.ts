// Explains in sentences why an account is in its phase.

import type { AccountAnswer } from '../../status/answers/account-answer.ts';
import { count, inTime, shortRevision } from '../terminal/format.ts';

export function explainAccount(account: AccountAnswer, now: number): string[] {
  return [phaseSentence(account), ...why(account), ...revisionSentences(account), ...next(account, now)];
}

function phaseSentence({
  username,
  phase,
  status,
  vanished_at,
  retired_at,
  revisions: { attempted },
}: AccountAnswer): string {
  if (vanished_at !== null && retired_at === null && phase === 'applied')
    return `The folder of ${username} is gone; unless it comes back, the account is withdrawn in a moment.`;
  const sentences = {
    pending:
      attempted === null
        ? `${username} is known and has not been looked at yet.`
        : `${username} waits for something that is not there yet.`,
    applying: `${username} is being brought where its files want it right now.`,
    applied: `${username} is as its files say: everything of them is in force.`,
    invalid: `The files of ${username} are refused, so the last good ones stay in force.`,
    failed: `${username} could not be brought where its files want it.`,
    quarantined: `A service refused what was made from the files of ${username}; its last good files stay live.`,
    held: `${username} is held back: something has to be decided by a person first.`,
    retiring: `The folder of ${username} is gone, and the account is being withdrawn; its home stays.`,
    retired: `${username} is withdrawn, because its folder is gone; its home and its uid stay.`,
  };
  const suspended =
    status === 'suspended' && phase === 'applied' ? ' It is suspended, as account.json says.' : '';
  return `${sentences[phase]}${suspended}`;
}

function why({ phase, problems, resources, conditions, last_error }: AccountAnswer): string[] {
  const lines = problems.map(({ file, line, pointer, message, remedy }) => {
    const place = `${file}${line === null ? '' : `:${line}`}${pointer === '' ? '' : ` ${pointer}`}`;
    return `  ${place}: ${message}${remedy === '' ? '' : ` — ${remedy}`}`;
  });
  if (phase !== 'invalid') {
    for (const { kind, state, message } of resources) {
      if (state === 'unavailable') lines.push(`  ${kind} is not given here: ${message}`);
      else if (state !== 'in_sync') lines.push(`  ${kind} is ${state.replaceAll('_', ' ')}: ${message}`);
    }
  }
  for (const { type, status, message } of conditions) {
    const isTrouble = status === 'true' && (type === 'Held' || type === 'Drifted' || type === 'Contested');
    if (isTrouble && message !== '') lines.push(`  ${type}: ${message}`);
  }
  const isTold = lines.length > 0 || phase === 'applied' || phase === 'retired';
  if (!isTold && last_error !== null) lines.push(`  ${last_error}`);
  return lines;
}

function revisionSentences({ revisions, problems }: AccountAnswer): string[] {
  const { desired, applied } = revisions;
  if (desired === null) return ['No set of it was ever accepted.'];
  if (desired === applied) {
    const behind = problems.length > 0 ? ', which is not what its files say now' : '';
    return [`In force is revision ${shortRevision(applied)}${behind}.`];
  }
  const from =
    applied === null ? 'nothing of it is in force yet' : `in force is still ${shortRevision(applied)}`;
  return [`Wanted is revision ${shortRevision(desired)}; ${from}.`];
}

function next({ phase, problems, next_retry_at, queued, username }: AccountAnswer, now: number): string[] {
  if (queued?.state === 'processing') return ['It is being worked on right now.'];
  if (queued?.state === 'dirty') return ['It is next in the queue.'];
  if (next_retry_at !== null)
    return [`It is tried again ${inTime(next_retry_at, now)}; at once: jopanel apply ${username}`];
  if (phase === 'invalid')
    return [
      `Mend ${count(problems.length, 'problem')} and it goes on by itself: jopanel user edit ${username}`,
    ];
  if (phase === 'quarantined') return ['It is tried again as soon as its files change.'];
  return [];
}

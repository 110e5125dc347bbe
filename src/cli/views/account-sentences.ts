// Explains in sentences why an account is in its phase.

import { isGoodCondition } from '../../model/status/condition.ts';
import type { AccountAnswer } from '../../status/answers/account-answer.ts';
import { count, inTime, shortRevision } from '../terminal/format.ts';
import { safeLines } from '../terminal/terminal.ts';
import { wrapLine } from '../terminal/wrap.ts';
import { degradationOf } from './phases.ts';

/** The sentences, printed: broken where the terminal ends. @param columns undefined: there is no terminal */
export function sentencesText(sentences: readonly string[], columns: number | undefined): string {
  return sentences
    .flatMap((sentence) => safeLines(sentence, '    ').split('\n'))
    .map((line) => `${wrapLine(line, columns)}\n`)
    .join('');
}

export function explainAccount(account: AccountAnswer, now: number): string[] {
  return [phaseSentence(account), ...why(account), ...revisionSentences(account), ...next(account, now)];
}

function phaseSentence({
  username,
  phase,
  status,
  vanished_at,
  retired_at,
  conditions,
  revisions: { attempted, desired },
}: AccountAnswer): string {
  const isDegraded = degradationOf({ phase, conditions }) !== undefined;
  if (vanished_at !== null && retired_at === null && phase === 'applied')
    return `The folder of ${username} is gone; unless it comes back, the account is retired in a moment.`;
  const sentences = {
    pending:
      attempted === null
        ? `${username} has not been processed yet.`
        : `${username} waits for a resource that is not available yet.`,
    applying: `${username} is being applied right now.`,
    applied: isDegraded
      ? `${username} is applied, and something of it does not work.`
      : `${username} is applied: everything that its files say is in force.`,
    invalid:
      desired === null
        ? `The files of ${username} are invalid, and no set of it was accepted before, so nothing of it is in force.`
        : `The files of ${username} are invalid, so its last accepted set stays in force.`,
    failed: `The last attempt to apply ${username} failed.`,
    quarantined: `A service refused the configuration of ${username}; its last good files stay live.`,
    held: `${username} is held: a person has to decide first.`,
    retiring: `The folder of ${username} is gone, and the account is being retired; its home is kept.`,
    retired: `${username} is retired, because its folder is gone; its home and its uid are kept.`,
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
  const isDegraded = conditions.some(({ type, status }) => type === 'Degraded' && status === 'true');
  if (phase !== 'invalid') {
    for (const { kind, state, message, of_host } of resources) {
      if (of_host === true) continue;
      if (state === 'unavailable') lines.push(...(isDegraded ? [] : [`  ${kind} does not work: ${message}`]));
      else if (state !== 'in_sync') lines.push(`  ${kind} is ${state.replaceAll('_', ' ')}: ${message}`);
    }
  }
  for (const { type, status, message } of conditions) {
    // The phase and the problems say already why an account is not valid or not ready.
    const isTold = type === 'Valid' || type === 'Ready';
    if (!isTold && !isGoodCondition(type, status) && message !== '') lines.push(`  ${type}: ${message}`);
  }
  // What is missing on the host is the same for all accounts, and stands in the report on the host: after what is the
  // account's own.
  const ofHost = phase === 'invalid' ? [] : resources.filter(({ of_host }) => of_host === true);
  if (ofHost.length > 0) lines.push(`  ${notAvailable(ofHost.map(({ kind }) => kind))}; see: jopanel doctor`);
  const isExplained = lines.length > 0 || phase === 'applied' || phase === 'retired';
  if (!isExplained && last_error !== null) lines.push(`  ${last_error}`);
  return lines;
}

function notAvailable(kinds: readonly string[]): string {
  const list = new Intl.ListFormat('en', { type: 'conjunction' }).format(kinds);
  return `${list} ${kinds.length === 1 ? 'is' : 'are'} not available on this host`;
}

function revisionSentences({ phase, revisions, problems }: AccountAnswer): string[] {
  const { desired, applied } = revisions;
  if (phase === 'retired')
    return [`Its last accepted revision was ${shortRevision(desired)}; nothing of it is in force.`];
  // What is invalid says so in its first sentence.
  if (desired === null) return phase === 'invalid' ? [] : ['No set of this account was ever accepted.'];
  if (desired === applied) {
    const stale = problems.length > 0 ? ', which is not what its files say now' : '';
    return [`Revision ${shortRevision(applied)} is applied${stale}.`];
  }
  const current =
    applied === null ? 'none is applied yet' : `revision ${shortRevision(applied)} is still applied`;
  return [`Revision ${shortRevision(desired)} is desired; ${current}.`];
}

function next({ phase, problems, next_retry_at, queued, username }: AccountAnswer, now: number): string[] {
  if (queued?.state === 'processing') return ['It is being processed right now.'];
  if (queued?.state === 'dirty') return ['It is next in the queue.'];
  if (next_retry_at !== null)
    return [`The next attempt is ${inTime(next_retry_at, now)}; to try now: jopanel apply ${username}`];
  if (phase === 'invalid')
    return [`Correct ${count(problems.length, 'problem')} to continue: jopanel user edit ${username}`];
  if (phase === 'retired')
    return [
      `To bring it back: jopanel restore --from-journal ${username}; to archive its home and remove it: jopanel purge ${username}`,
    ];
  if (phase === 'quarantined') return ['The next attempt follows when its files change.'];
  return [];
}

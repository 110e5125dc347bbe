// What accounts ask for and this host does not give, and accounts that wait for a person: each fact once, not once for
// each account.

import { redactText } from '../../model/redact.ts';
import type { AccountAnswer } from '../../status/answers/account-answer.ts';
import { fetchAllAccounts } from '../daemon/fetch-all-accounts.ts';
import { statusClient } from '../daemon/status-client.ts';
import { count } from '../terminal/format.ts';
import { degradationOf } from '../views/phases.ts';
import { type Check, type CheckGroup, ok, problem, warning } from './check.ts';

/** Reported by a check of its own, whether or not an account asks for it. */
const CHECKED_APART = new Set(['disk-quota', 'user-slice']);
const MOST_NAMES = 3;

export const checkAccounts: CheckGroup = async () => {
  const found = await fetchAllAccounts(await statusClient({ socket: undefined, offline: true }));
  if (!found.ok) return [];
  return [...missing(found.value), held(found.value), ...troubled(found.value)];
};

function missing(accounts: readonly AccountAnswer[]): Check[] {
  const facts = accounts.flatMap(({ resources }) =>
    resources.flatMap(({ kind, message, of_host }) =>
      of_host === true && !CHECKED_APART.has(kind) ? [{ kind, message }] : [],
    ),
  );
  return [...Map.groupBy(facts, ({ kind, message }) => `${kind}\n${message}`).values()].map((group) => {
    const [{ kind, message } = { kind: '', message: '' }] = group;
    const [what, remedy] = splitRemedy(redactText(message));
    return warning(kind, `${count(group.length, 'account asks', 'accounts ask')} for it: ${what}`, remedy);
  });
}

/** What is wrong stands before the first semicolon; what to do about it may be several commands. */
function splitRemedy(message: string): readonly [string, string] {
  const at = message.indexOf('; ');
  return at === -1 ? [message, ''] : [message.slice(0, at), message.slice(at + 2)];
}

function held(accounts: readonly AccountAnswer[]): Check {
  const names = accounts.filter(({ phase }) => phase === 'held').map(({ username }) => username);
  return names.length === 0
    ? ok('held accounts', 'no account waits for a decision')
    : problem(
        'held accounts',
        `${named(names)} ${names.length === 1 ? 'waits' : 'wait'} for a decision of a person`,
        'jopanel status --phase held',
      );
}

function troubled(accounts: readonly AccountAnswer[]): Check[] {
  const broken = accounts.filter(({ phase }) => BROKEN.has(phase)).map(({ username }) => username);
  const degraded = accounts
    .filter((each) => degradationOf(each) !== undefined)
    .map(({ username }) => username);
  return [
    broken.length === 0
      ? ok('accounts', 'all are as their files say')
      : warning(
          'accounts',
          `${named(broken)} ${broken.length === 1 ? 'is' : 'are'} not as the files say`,
          'jopanel status',
        ),
    ...(degraded.length === 0
      ? []
      : [warning('degraded accounts', `something does not work of ${named(degraded)}`, 'jopanel status')]),
  ];
}

const BROKEN: ReadonlySet<string> = new Set(['failed', 'quarantined', 'invalid', 'pending']);

function named(names: readonly string[]): string {
  const shown = names.slice(0, MOST_NAMES).join(', ');
  const more = names.length - MOST_NAMES;
  return more > 0 ? `${shown} and ${more} more` : shown;
}

// What the accounts of a list would be: their sets, checked by themselves and against each other and the host.

import type { ListedAccount, ListProblem } from '../../../desired/account-list.ts';
import { checkNewSet } from '../../../desired/create-set.ts';
import { type LoadedPackage, loadPackage } from '../../../desired/load-package.ts';
import { DEFAULT_PACKAGE, newAccountFiles } from '../../../desired/new-account-files.ts';
import { idSource } from '../../../desired/next-ids.ts';
import type { Account } from '../../../model/account.ts';
import { checkSet } from '../../../model/check-set.ts';
import type { PackageTemplate } from '../../../model/package-template.ts';
import { actor } from '../../change/audit.ts';
import type { DesiredState } from '../../change/desired-state.ts';
import { stillThere } from './new-account.ts';

export type Packages = ReadonlyMap<string, PackageTemplate>;

/** @returns the problems where a package is not there */
export async function packagesOf(
  accounts: readonly ListedAccount[],
  state: DesiredState,
): Promise<Packages | ListProblem[]> {
  const loaded = new Map<string, LoadedPackage>();
  const problems: ListProblem[] = [];
  for (const { package: name = DEFAULT_PACKAGE, line } of accounts) {
    const known = loaded.get(name) ?? (await loadPackage(name, state));
    loaded.set(name, known);
    if (known.ok) continue;
    const [message = '', remedy = ''] = known.why.split('\n');
    problems.push({ line, column: 'package', message, remedy });
  }
  if (problems.length > 0) return problems;
  return new Map([...loaded].flatMap(([name, each]) => (each.ok ? [[name, each.template] as const] : [])));
}

interface PlannedAccount {
  readonly listed: ListedAccount;
  readonly account: Account;
  readonly files: ReadonlyMap<string, object>;
}

interface ExistingAccount {
  readonly line: number;
  readonly username: string;
  readonly uid: number;
  readonly revision: string;
}

export interface PlannedAccounts {
  readonly ok: true;
  readonly planned: readonly PlannedAccount[];
  /** Of the list, and there already as the list says. */
  readonly existing: readonly ExistingAccount[];
}

/** Everything is checked before anything is written; the caller holds the lock for ids. */
export async function planAccounts(
  accounts: readonly ListedAccount[],
  packages: Packages,
  state: DesiredState,
): Promise<PlannedAccounts | { readonly ok: false; readonly problems: readonly ListProblem[] }> {
  const nextId = await idSource(state);
  const existing: ExistingAccount[] = [];
  const planned: PlannedAccount[] = [];
  const problems: ListProblem[] = [];
  for (const listed of accounts) {
    const before = lookUp(listed, state);
    if (before.kind === 'exists') existing.push(before.account);
    if (before.kind === 'refused') problems.push(before.problem);
    if (before.kind !== 'new') continue;
    const files = filesOf(listed, packages, state, nextId());
    if (files === undefined) {
      const remedy = 'raise uid_max or uid_allocate in /etc/jopanel/jopaneld.json';
      problems.push({
        line: listed.line,
        column: '',
        message: 'finds every uid of the range in use',
        remedy,
      });
      break;
    }
    const checked = checkNewSet(listed.username, files, state.facts);
    if (checked.ok) planned.push({ listed, files, account: checked.account });
    else for (const problem of checked.problems) problems.push(problemOf(listed, problem));
  }
  const clashes = state.clashesOf(planned.map(({ account }) => account));
  for (const { listed } of planned)
    for (const clash of clashes.get(listed.username) ?? []) problems.push(problemOf(listed, clash));
  return problems.length > 0 ? { ok: false, problems } : { ok: true, planned, existing };
}

type Before =
  | { readonly kind: 'new' }
  | { readonly kind: 'exists'; readonly account: ExistingAccount }
  | { readonly kind: 'refused'; readonly problem: ListProblem };

/** A list may be given again after it was interrupted: what it made before is left as it is. */
function lookUp(listed: ListedAccount, { users, journal, facts }: DesiredState): Before {
  const { username, line, primary_domain } = listed;
  const refused = (message: string, remedy: string): Before => ({
    kind: 'refused',
    problem: { line, column: 'username', message, remedy },
  });
  if (users.fingerprint(username) !== undefined) {
    const set = users.read(username);
    const checked = set.state === 'read' ? checkSet(username, set.files, facts) : undefined;
    if (!checked?.ok || checked.account.account.primary_domain !== primary_domain)
      return refused(`is ${username}, which exists already`, 'choose another username');
    const { revision, account } = checked.account;
    return { kind: 'exists', account: { line, username, uid: account.uid, revision } };
  }
  const past = journal?.account(username);
  if (past === undefined || past.purgedAt !== null || past.desiredRevision === null) return { kind: 'new' };
  const [message = '', remedy = ''] = stillThere(username, past.desiredRevision).split('\n');
  return refused(message, remedy);
}

function filesOf(
  listed: ListedAccount,
  packages: Packages,
  { facts }: DesiredState,
  id: number | undefined,
): ReadonlyMap<string, object> | undefined {
  const { username, primary_domain, contact_email } = listed;
  const name: string = listed.package ?? DEFAULT_PACKAGE;
  const template = packages.get(name);
  if (template === undefined || id === undefined) return undefined;
  const wanted = {
    username,
    id,
    domain: primary_domain,
    email: contact_email,
    package: name,
    actor: actor(),
  };
  return newAccountFiles(template, wanted, facts);
}

function problemOf(
  { line }: ListedAccount,
  {
    file,
    pointer,
    message,
    remedy,
  }: Omit<ListProblem, 'line' | 'column'> & { file: string; pointer: string },
): ListProblem {
  return { line, column: `${file}${pointer}`, message, remedy };
}

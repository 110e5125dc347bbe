// `jopanel user create`: creates an account from a package template.

import { z } from 'zod';
import { createSet } from '../../../desired/create-set.ts';
import { loadPackage } from '../../../desired/load-package.ts';
import { DEFAULT_PACKAGE, newAccountFiles } from '../../../desired/new-account-files.ts';
import { nextIds } from '../../../desired/next-ids.ts';
import type { RootFileReader } from '../../../host/root-files.ts';
import { parseUsername } from '../../../model/values/username.ts';
import { actor } from '../../change/audit.ts';
import { report } from '../../change/change-set.ts';
import { type DesiredState, openDesiredState } from '../../change/desired-state.ts';
import { WrittenOutput } from '../../change/finish.ts';
import { newPassword } from '../../change/new-password.ts';
import { WAIT_OPTIONS } from '../../change/wait-options.ts';
import type { Command, CommandResult, Invocation } from '../../command-line/command.ts';
import { failed } from '../../output/report-failure.ts';
import { stillThere } from './new-account.ts';

const ID_LOCK_WAIT_MS = 10_000;

export const create: Command = {
  name: 'create',
  summary: 'create an account from a package template',
  description: `Writes the six files of a new account below /etc/jopanel/users, from a package template
(/etc/jopanel/packages/NAME.json, or the shipped one). The uid and gid are the next
ones that were never used. Nothing is written unless the whole set is valid.

With --from, creates the accounts of a list: CSV whose first line is
username,primary_domain,contact_email,package, or one JSON object with these keys in each line. Nothing is
written unless the whole list is valid. The same list can be given again: accounts that it made stay as they are.`,
  positionals: [{ name: 'USER', kind: 'text', optional: true }],
  options: {
    domain: { value: 'DOMAIN', kind: 'text', help: 'the primary domain', required: true },
    from: {
      value: 'FILE',
      kind: 'file',
      help: 'a list of accounts to create; - reads standard input',
      insteadWith: Object.keys(WAIT_OPTIONS),
    },
    email: { value: 'ADDRESS', kind: 'text', help: "the owner's address (default webmaster@DOMAIN)" },
    package: { value: 'NAME', kind: 'package', help: 'the package template (default starter)' },
    database: {
      value: 'NAME',
      kind: 'text',
      help: 'a MariaDB database, USER_NAME, that the Linux user reaches without a password',
    },
    key: { value: 'FILE', kind: 'file', help: 'SSH public keys, one per line' },
    password: { help: 'ask for a password; without a terminal, read it from standard input' },
    ...WAIT_OPTIONS,
  },
  examples: [
    {
      line: 'jopanel user create joko --domain example.com --email owner@example.com --wait',
      help: 'live in seconds',
    },
    {
      line: 'jopanel user create shop --domain shop.example --database wp',
      help: 'with the database shop_wp, for WordPress',
    },
    {
      line: 'jopanel user create shop --domain shop.example --key ~/.ssh/id_ed25519.pub',
      help: 'with an SSH key',
    },
    { line: 'jopanel user create --from accounts.csv --wait', help: 'many at once' },
  ],
  root: true,
  output: async () => z.union([WrittenOutput, (await import('./create-many.ts')).CreatedManyOutput]),
  async run(invocation) {
    const { positionals, text } = invocation;
    const [username] = positionals;
    const domain = text('domain');
    const from = text('from');
    if (from !== undefined) {
      const other = ['domain', 'email', 'package', 'database', 'key'].find(
        (option) => text(option) !== undefined,
      );
      if (username !== undefined) return { wrongUsage: '--from takes the usernames from the list' };
      if (other !== undefined) return { wrongUsage: `--from and --${other} exclude each other` };
      if (invocation.flag('password')) return { wrongUsage: '--from and --password exclude each other' };
      // Reading lists needs more of the program than a single account does.
      const { createMany } = await import('./create-many.ts');
      return createMany(invocation, from);
    }
    if (username === undefined) return { wrongUsage: 'USER is missing' };
    if (domain === undefined) return { wrongUsage: '--domain is missing' };
    const name = parseUsername(username);
    if (!name.ok) return failed(invocation, `USER ${name.message}\n${name.remedy}`);
    const state = await openDesiredState();
    if (state.users.fingerprint(username) !== undefined)
      return failed(invocation, `account ${username} already exists\nsee: jopanel user show ${username}`);
    const past = state.journal?.account(username);
    if (past !== undefined && past.purgedAt === null && past.desiredRevision !== null)
      return failed(invocation, stillThere(username, past.desiredRevision));
    const onHost = await state.host.accounts.snapshot();
    if (onHost.users.has(username) || onHost.groups.has(username))
      return failed(invocation, foreignUser(username, onHost.users.get(username)?.uid));
    const packageName = text('package') ?? DEFAULT_PACKAGE;
    const loaded = await loadPackage(packageName, state);
    if (!loaded.ok) return failed(invocation, loaded.why);
    const keys = await keysFrom(state.host.files, text('key'));
    if (!Array.isArray(keys)) return failed(invocation, keys.why);
    const password = invocation.flag('password') ? await newPassword(invocation, username) : undefined;
    if (password?.ok === false) return failed(invocation, password.why);

    const locked = await state.users.withIdLock(
      { waitMs: ID_LOCK_WAIT_MS },
      async (): Promise<CommandResult> => {
        const id = await nextIds(state);
        if (id === undefined)
          return failed(
            invocation,
            'every uid in the range is in use\nraise uid_max or uid_allocate in /etc/jopanel/jopaneld.json',
          );
        const files = newAccountFiles(
          loaded.template,
          {
            username,
            id,
            domain,
            email: text('email'),
            package: packageName,
            actor: actor(),
            authorizedKeys: keys,
            passwordHash: password?.hash,
          },
          state.facts,
        );
        return write(invocation, state, username, withDatabase(files, username, text('database')));
      },
    );
    return locked.ok ? locked.value : failed(invocation, `${locked.why}\ntry again in a moment`);
  },
};

/** @param name with the username before it or not */
function withDatabase(
  files: ReadonlyMap<string, object>,
  username: string,
  name: string | undefined,
): ReadonlyMap<string, object> {
  if (name === undefined) return files;
  const whole = name.startsWith(`${username}_`) ? name : `${username}_${name}`;
  const mariadb = { enabled: true, databases: [{ name: whole }], users: [] };
  return new Map([...files, ['services.json', { ...files.get('services.json'), mariadb }]]);
}

/** A new account gets a uid of its own, so it could never be that user. */
function foreignUser(username: string, uid: number | undefined): string {
  const what = uid === undefined ? 'a group' : `a Linux user with uid ${uid}`;
  return `${username} is ${what} that jopanel did not make
choose another name; to adopt that user, write a set with its uid, gid, home and shell`;
}

async function write(
  invocation: Invocation,
  { users, facts, findClashes }: DesiredState,
  username: string,
  files: ReadonlyMap<string, object>,
): Promise<CommandResult> {
  const made = await createSet(users, username, files, { facts, findClashes });
  if (made.ok || (made.reason !== 'exists' && made.reason !== 'gone'))
    return report(invocation, username, made, 'is created');
  const remedy = made.reason === 'gone' ? `make it: install -d -m 0700 ${users.path}` : '';
  return failed(invocation, `${made.why}\n${remedy}`);
}

async function keysFrom(
  files: RootFileReader,
  path: string | undefined,
): Promise<string[] | { readonly why: string }> {
  if (path === undefined) return [];
  const found = await files.read(path);
  if (found.kind !== 'file')
    return { why: `${path} is ${found.kind === 'absent' ? 'not there' : found.what}` };
  return found.text
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '' && !line.startsWith('#'));
}

// `jopanel user restore USER [ARCHIVE]`: brings a purged account back from its archive.

import { z } from 'zod';
import { timeNow } from '../../../desired/audit-edits.ts';
import { createSet } from '../../../desired/create-set.ts';
import { type Ids, idsForRestored } from '../../../desired/ids-for-restored.ts';
import type { WrittenSet } from '../../../desired/write-set.ts';
import { CommandError } from '../../../host/commands/run-command.ts';
import { type UnpackedArchive, withUnpacked } from '../../../host/commands/unpack-archive.ts';
import { hostFiles, restoreArchivedHome } from '../../../host/open-host.ts';
import { checkSet } from '../../../model/check-set.ts';
import { errorMessage } from '../../../model/error-message.ts';
import { isJsonObject, type JsonObject } from '../../../model/json/json-value.ts';
import { tryParseJson } from '../../../model/json/try-parse-json.ts';
import { isSetFileName, type SetFileName } from '../../../model/set-files.ts';
import { parseUsername } from '../../../model/values/username.ts';
import { actor } from '../../change/audit.ts';
import { report } from '../../change/change-set.ts';
import { type DesiredState, openDesiredState } from '../../change/desired-state.ts';
import { loadDumps } from '../../change/load-dumps.ts';
import { restoreCertificates } from '../../change/restore-certificates.ts';
import { WAIT_OPTIONS } from '../../change/wait-options.ts';
import type { Command, CommandResult, Invocation } from '../../command-line/command.ts';
import { failed, printJson } from '../../output/report-failure.ts';

const ID_LOCK_WAIT_MS = 10_000;

export const RestoredOutput = z.object({
  username: z.string(),
  archive: z.string(),
  uid: z.int(),
  gid: z.int(),
  certificates: z.array(z.string()).meta({ description: 'The sites whose certificates are back.' }),
  databases: z.array(z.string()).meta({ description: 'The databases whose dumps were loaded.' }),
  left: z.array(z.string()).meta({
    description: 'Databases that the set does not name: their dumps stay in the archive.',
  }),
});

export const restoreUser: Command = {
  name: 'restore',
  summary: 'bring a purged account back from its archive',
  description: `Takes the six files, the home, the certificates and the dumps of the databases from the archive that the
purge has made: the newest one of the account, or ARCHIVE, which may come from another host. A uid that belongs to another account by now is
replaced by a free one, and the files belong to that. The databases are loaded once the daemon has made them; --databases
loads them alone, into an account that is there already.`,
  positionals: [
    { name: 'USER', kind: 'text' },
    { name: 'ARCHIVE', kind: 'file', optional: true },
  ],
  options: {
    databases: { help: 'only load the dumps, into the account that is there' },
    ...WAIT_OPTIONS,
  },
  examples: [
    { line: 'jopanel user restore joko', help: 'from its newest archive' },
    {
      line: 'jopanel user restore joko /root/joko-20260129T100000Z.tar.zst',
      help: 'from an archive of another host',
    },
  ],
  root: true,
  output: async () => RestoredOutput,
  async run(invocation) {
    const [username = '', named] = invocation.positionals;
    const name = parseUsername(username);
    if (!name.ok) return failed(invocation, `USER ${name.message}\n${name.remedy}`);
    const state = await openDesiredState();
    const archive = named ?? (await newestArchive(state, username));
    if (archive === undefined)
      return failed(
        invocation,
        `there is no archive of ${username} in ${archiveDir(state)}\nname the archive: jopanel user restore ${username} ARCHIVE`,
      );
    const onlyDatabases = invocation.flag('databases');
    const why = onlyDatabases ? undefined : await whyNotRestorable(state, username);
    if (why !== undefined) return failed(invocation, why);
    try {
      return await withUnpacked(archive, username, (unpacked) =>
        onlyDatabases
          ? load(invocation, state, { username, archive, unpacked, certificates: [] })
          : bringBack(invocation, state, { username, archive, unpacked }),
      );
    } catch (error) {
      if (!(error instanceof CommandError)) throw error;
      return failed(invocation, `${archive} cannot be unpacked: ${error.message}`);
    }
  },
};

interface FromArchive {
  readonly username: string;
  readonly archive: string;
  readonly unpacked: UnpackedArchive;
}

interface Restored extends FromArchive {
  /** The sites whose certificates are back. */
  readonly certificates: readonly string[];
}

function archiveDir({ settings }: DesiredState): string {
  return `${settings.state_dir}/archive`;
}

/** Archives carry the time in their names, so the last one by name is the newest. */
async function newestArchive(state: DesiredState, username: string): Promise<string | undefined> {
  const names = await state.host.files.list(archiveDir(state));
  const newest = names.filter((name) => name.startsWith(`${username}-`) && name.includes('.tar.')).at(-1);
  return newest === undefined ? undefined : `${archiveDir(state)}/${newest}`;
}

async function whyNotRestorable(state: DesiredState, username: string): Promise<string | undefined> {
  if (state.users.fingerprint(username) !== undefined)
    return `account ${username} already exists\nsee: jopanel status ${username}`;
  const past = state.journal?.account(username);
  if (past !== undefined && past.purgedAt === null && past.desiredRevision !== null)
    return `account ${username} is not purged, only its folder is gone\nrun: jopanel rollback ${username} ${past.desiredRevision}`;
  const { users, groups } = await state.host.accounts.snapshot();
  if (users.has(username) || groups.has(username))
    return `there is a Linux user or group ${username} that jopanel did not make\nrename or remove it first`;
  return undefined;
}

async function bringBack(
  invocation: Invocation,
  state: DesiredState,
  from: FromArchive,
): Promise<CommandResult> {
  const { username, archive, unpacked } = from;
  const files = parsedSet(unpacked);
  const account = files?.get('account.json');
  if (files === undefined || account === undefined)
    return failed(
      invocation,
      `${archive} has no whole set: an earlier version of jopanel made it\ncreate the account with its old home_dir and move its home back by hand`,
    );
  const wanted = Wanted.safeParse(account);
  if (!wanted.success) return failed(invocation, `account.json in ${archive} has no uid and gid`);
  const { users, facts, findClashes } = state;
  const locked = await users.withIdLock({ waitMs: ID_LOCK_WAIT_MS }, async (): Promise<CommandResult> => {
    const ids = await idsForRestored(username, wanted.data, state);
    if (ids === undefined)
      return failed(
        invocation,
        'every uid in the range is in use\nraise uid_max or uid_allocate in /etc/jopanel/jopaneld.json',
      );
    const set = new Map([...files, ...changed(files, account, ids)]);
    const checked = await createSet(users, username, set, { facts, findClashes, dryRun: true });
    if (!checked.ok) return refused(invocation, username, checked);
    try {
      await restoreArchivedHome(archive, checked.account.account.home_dir, ids);
    } catch (error) {
      return failed(invocation, `${username} was not restored: ${errorMessage(error)}`);
    }
    const certificates = await restoreCertificates(checked.account, unpacked.certificates, {
      files: hostFiles,
      stateDir: state.settings.state_dir,
      now: state.host.clock.now(),
    });
    const made = await createSet(users, username, set, { facts, findClashes });
    if (!made.ok) return refused(invocation, username, made);
    return load(invocation, state, { ...from, certificates });
  });
  return locked.ok ? locked.value : failed(invocation, `${locked.why}\ntry again in a moment`);
}

const Wanted = z.object({ uid: z.int(), gid: z.int() });

function parsedSet({ set }: UnpackedArchive): Map<SetFileName, JsonObject> | undefined {
  const files = new Map<SetFileName, JsonObject>();
  for (const [name, text] of set) {
    const value = tryParseJson(text);
    if (!isSetFileName(name) || !isJsonObject(value)) return undefined;
    files.set(name, value);
  }
  return files.size === 0 ? undefined : files;
}

function changed(
  files: ReadonlyMap<SetFileName, JsonObject>,
  account: JsonObject,
  ids: Ids,
): [SetFileName, JsonObject][] {
  const now = timeNow();
  const audit = { last_action: 'restore_user', last_actor: actor(), last_time: now };
  return [
    ['account.json', { ...account, ...ids, updated_at: now }],
    ['meta.json', { ...files.get('meta.json'), audit }],
  ];
}

type Refused = Exclude<Awaited<ReturnType<typeof createSet>>, { readonly ok: true }>;

async function refused(invocation: Invocation, username: string, made: Refused): Promise<CommandResult> {
  if (made.reason === 'exists' || made.reason === 'gone') return failed(invocation, made.why);
  return report(invocation, username, made satisfies WrittenSet, '');
}

/** The daemon makes the databases first. */
async function load(
  invocation: Invocation,
  { users, facts }: DesiredState,
  { username, archive, unpacked, certificates }: Restored,
): Promise<CommandResult> {
  const { terminal, json } = invocation;
  const set = users.read(username);
  const checked = set.state === 'read' ? checkSet(username, set.files, facts) : undefined;
  if (!checked?.ok) return failed(invocation, `there is no valid set of ${username}\nsee: jopanel user list`);
  const { revision } = checked.account;
  const { uid, gid } = checked.account.account;
  if (!json) {
    terminal.out(`${username} is back from ${archive}, with uid ${uid}.\n`);
    for (const site of certificates) terminal.out(`The certificate of ${site} is back.\n`);
  }
  const named = new Set<string>(checked.account.services.mariadb?.databases.map(({ name }) => name));
  const dumps = new Map([...unpacked.dumps].filter(([database]) => named.has(database)));
  const left = [...unpacked.dumps.keys()].filter((database) => !named.has(database));
  const loaded = await loadDumps(invocation, { username, uid, gid, revision }, dumps);
  const databases = [...loaded.databases];
  if (json) printJson(invocation, { username, archive, uid, gid, certificates, databases, left });
  else {
    for (const database of databases) terminal.out(`The database ${database} is loaded.\n`);
    for (const database of left)
      terminal.out(`The set does not name the database ${database}: its dump stays in the archive.\n`);
  }
  if (loaded.why === undefined) return 0;
  const again = `then load them: jopanel user restore ${username} ${archive} --databases`;
  const why = dumps.size === 0 ? loaded.why : `the databases are not all loaded: ${loaded.why}\n${again}`;
  return json ? 1 : failed(invocation, why);
}

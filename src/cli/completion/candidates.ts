// Computes what can stand at the cursor: one implementation for all shells.

import { packageNames } from '../../desired/load-package.ts';
import { hostFiles } from '../../host/open-host.ts';
import { listFolder } from '../../host/users-folder/list-folder.ts';
import { readFilesOnDisk } from '../../host/users-folder/sets-on-disk.ts';
import { tryParseJson } from '../../model/json/try-parse-json.ts';
import { looksLikeUsername } from '../../model/values/username.ts';
import { HistoryAnswer } from '../../status/routes/history.ts';
import { loadAll } from '../command-line/catalogue.ts';
import type { AnyCommand, ArgumentKind, Catalogue, Command } from '../command-line/command.ts';
import { GLOBAL_OPTIONS } from '../command-line/help.ts';
import { fetchAllAccounts } from '../daemon/fetch-all-accounts.ts';
import { statusClient } from '../daemon/status-client.ts';
import { hostSettingsOrDefaults } from '../settings/host-settings.ts';
import { localTime } from '../terminal/format.ts';
import { keysOf } from './keys.ts';
import { setKeys } from './set-keys.ts';

/** `files` means that a path stands here, and that the shell completes it itself. */
export interface Candidates {
  readonly words: readonly string[];
  readonly files: boolean;
  /** What a word means, where that can be said in a few words. */
  readonly help: ReadonlyMap<string, string>;
}

const NONE: Candidates = { words: [], files: false, help: new Map() };

/** @param words the words after the program's name; the last one is being typed */
export async function candidatesFor(words: readonly string[], catalogue: Catalogue): Promise<Candidates> {
  const typed = words.at(-1) ?? '';
  const before = words.slice(0, -1);
  const found = await walk(before, catalogue);
  if (found === undefined) return NONE;
  const { command, commands, plain, pending } = found;
  if (pending !== undefined) return offer(pending, typed, plain);
  if (typed.startsWith('-')) {
    const options = { ...GLOBAL_OPTIONS, ...(command?.options ?? {}) };
    const help = Object.entries(options).map(([name, option]) => [`--${name}`, option.help] as const);
    return beginning(typed, new Map(help));
  }
  if (command === undefined) return beginning(typed, commands);
  const positional = command.positionals?.[plain.length] ?? command.positionals?.at(-1);
  const mayMore =
    positional !== undefined && (plain.length < (command.positionals?.length ?? 0) || positional.many);
  return mayMore ? offer(positional.kind, typed, plain) : NONE;
}

interface Walked {
  readonly command: Command | undefined;
  /** The commands to choose from while none is chosen. */
  readonly commands: ReadonlyMap<string, string>;
  readonly plain: readonly string[];
  /** The kind of an option that is waiting for its value. */
  readonly pending: ArgumentKind | undefined;
}

async function walk(before: readonly string[], catalogue: Catalogue): Promise<Walked | undefined> {
  let command: Command | undefined;
  let group: AnyCommand | undefined;
  let pending: ArgumentKind | undefined;
  const plain: string[] = [];
  for (const word of before) {
    if (pending !== undefined) pending = undefined;
    else if (word.startsWith('--')) pending = valueKind(word.slice(2), command);
    else if (command !== undefined) plain.push(word);
    else if (group !== undefined && 'commands' in group) {
      command = group.commands.find(({ name }) => name === word);
      if (command === undefined) return undefined;
    } else {
      const loaded = await catalogue.load(word);
      if (loaded === undefined) return undefined;
      if ('commands' in loaded) group = loaded;
      else command = loaded;
    }
  }
  const all = group !== undefined && 'commands' in group ? group.commands : await loadAll(catalogue);
  const commands = new Map(all.map(({ name, summary }) => [name, summary]));
  return { command, commands, plain, pending };
}

function valueKind(name: string, command: Command | undefined): ArgumentKind | undefined {
  if (name === 'socket') return 'file';
  const option = command?.options?.[name];
  return option?.value === undefined ? undefined : (option.kind ?? 'text');
}

async function offer(kind: ArgumentKind, typed: string, plain: readonly string[]): Promise<Candidates> {
  if (kind === 'file' || kind === 'folder') return { ...NONE, files: true };
  if (kind === 'package') return beginning(typed, await packageNames(hostFiles));
  if (kind === 'account') return beginning(typed, await usernames());
  if (kind === 'assignment') return assignments(typed, plain[0] ?? '');
  if (kind === 'revision') return beginning(typed, await revisions(plain[0] ?? ''));
  return kind === 'text' || kind === 'number' ? NONE : beginning(typed, kind);
}

/** Keys first; once one is typed, the values that it can have. */
function assignments(typed: string, username: string): Candidates {
  const keys = setKeys();
  const key = keys.find(({ name }) => typed.startsWith(`${name}=`));
  if (key !== undefined)
    return beginning(
      typed,
      key.values.map((value) => `${key.name}=${value}`),
    );
  const titles = new Map(keys.map(({ name, title }) => [`${name}=`, title]));
  return beginning(typed, new Map(keysOf(filesOf(username)).map((word) => [word, titles.get(word) ?? ''])));
}

/** @param offered words, or words with what they mean */
function beginning(typed: string, offered: readonly string[] | ReadonlyMap<string, string>): Candidates {
  const words = (offered instanceof Map ? [...offered.keys()] : [...offered.values()]).filter((word) =>
    word.startsWith(typed),
  );
  return { words, files: false, help: offered instanceof Map ? offered : new Map() };
}

/** Reads the usernames from the folders; a user who may not read these asks the socket. */
async function usernames(): Promise<readonly string[]> {
  const listing = listFolder(hostSettingsOrDefaults().users_dir);
  if (listing.state === 'ok') return listing.usernames;
  const all = await fetchAllAccounts(await statusClient({ socket: undefined }));
  return all.ok ? all.value.map(({ username }) => username) : [];
}

/** Without files that may be read there are the keys that every account has. */
function filesOf(username: string): ReadonlyMap<string, unknown> {
  if (!looksLikeUsername(username)) return new Map();
  const { files } = readFilesOnDisk(`${hostSettingsOrDefaults().users_dir}/${username}`);
  return new Map([...files].map(([name, bytes]) => [name, tryParseJson(new TextDecoder().decode(bytes))]));
}

/** The newest first, with when each was accepted, and by whom. */
async function revisions(username: string): Promise<ReadonlyMap<string, string>> {
  const client = await statusClient({ socket: undefined, offline: true });
  const answer = await client.get(`/v1/users/${encodeURIComponent(username)}/history`, HistoryAnswer);
  if (!answer.ok) return new Map();
  return new Map(
    answer.value.revisions.map(({ revision, accepted_at, actor }) => [
      revision.slice('sha256:'.length, 19),
      `${localTime(accepted_at)}${actor === null ? '' : ` by ${actor}`}`,
    ]),
  );
}

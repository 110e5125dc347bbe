// Computes what can stand at the cursor: one implementation for all shells.

import { listFolder } from '../../host/users-folder/list-folder.ts';
import { HistoryAnswer } from '../../status/routes/history.ts';
import type { AnyCommand, ArgumentKind, Catalogue, Command } from '../command-line/command.ts';
import { GLOBAL_OPTIONS } from '../command-line/help.ts';
import { allAccounts } from '../daemon/all-accounts.ts';
import { statusClient } from '../daemon/status-client.ts';
import { hostSettingsOrDefaults } from '../settings/host-settings.ts';

/** `files` means that a path stands here, and that the shell completes it itself. */
export interface Candidates {
  readonly words: readonly string[];
  readonly files: boolean;
}

const NONE: Candidates = { words: [], files: false };

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
    return beginning(
      typed,
      Object.keys(options).map((name) => `--${name}`),
    );
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
  readonly commands: readonly string[];
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
  const names =
    group !== undefined && 'commands' in group ? group.commands.map(({ name }) => name) : catalogue.names;
  return { command, commands: names, plain, pending };
}

function valueKind(name: string, command: Command | undefined): ArgumentKind | undefined {
  if (name === 'socket') return 'file';
  const option = command?.options?.[name];
  return option?.value === undefined ? undefined : (option.kind ?? 'text');
}

async function offer(kind: ArgumentKind, typed: string, plain: readonly string[]): Promise<Candidates> {
  if (kind === 'file' || kind === 'folder') return { words: [], files: true };
  if (kind === 'account') return beginning(typed, await usernames());
  if (kind === 'revision') return beginning(typed, await revisions(plain[0] ?? ''));
  return kind === 'text' || kind === 'number' ? NONE : beginning(typed, kind);
}

function beginning(typed: string, words: readonly string[]): Candidates {
  return { words: words.filter((word) => word.startsWith(typed)), files: false };
}

/** Reads the usernames from the folders; a user who may not read these asks the socket. */
async function usernames(): Promise<readonly string[]> {
  const listing = listFolder(hostSettingsOrDefaults().users_dir);
  if (listing.state === 'ok') return listing.usernames;
  const all = await allAccounts(await statusClient({ socket: undefined }));
  return all.ok ? all.value.map(({ username }) => username) : [];
}

async function revisions(username: string): Promise<readonly string[]> {
  const client = await statusClient({ socket: undefined, offline: true });
  const answer = await client.get(`/v1/users/${encodeURIComponent(username)}/history`, HistoryAnswer);
  return answer.ok ? answer.value.revisions.map(({ revision }) => revision.slice('sha256:'.length, 19)) : [];
}

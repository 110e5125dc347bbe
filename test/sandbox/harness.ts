/** What sandbox tests do with the shared host: accounts in, answers out. */

import { inject } from 'vitest';
import {
  type AccountSet,
  dropSet,
  editSet,
  formatJson,
  type JsonObject,
  readSetFile as readFileOfSet,
  desiredRevision as revisionOnHost,
  type SetFile,
  setFiles,
  usersFolder,
  waitApplied as waitUntilApplied,
} from '../../sandbox/account-sets.ts';
import type { RunResult } from '../../sandbox/command.ts';
import * as daemon from '../../sandbox/daemon.ts';
import { attach } from '../../sandbox/inside.ts';
import { accountSet, type Overrides } from './account-set.ts';

/** The host of this worker's files: nginx, ssh and PHP-FPM run; jopaneld is installed and not started. */
export const sandbox = attach(hostOfWorker());

/** vitest numbers the workers that run side by side from 1, and no two of them alike. */
function hostOfWorker(): number {
  const initPid = inject('sharedHosts')[Number(process.env.VITEST_POOL_ID) - 1];
  if (initPid === undefined) throw new Error(`no host for the worker ${process.env.VITEST_POOL_ID}`);
  return initPid;
}

/** Puts a whole set in place at once, as a careful writer would; returns what it says. */
export async function dropAccount(username: string, overrides: Overrides = {}): Promise<AccountSet> {
  const set = accountSet(username, overrides);
  await dropFiles(
    username,
    Object.fromEntries(setFiles.map((file) => [`${file}.json`, formatJson(set[file])])),
  );
  return set;
}

/** The same with files of any content, for sets that are not as they should be. */
export async function dropFiles(username: string, files: Readonly<Record<string, string>>): Promise<void> {
  await dropSet(sandbox, username, files);
}

/** Changes one file of a set by temporary and rename; returns the revision that is then desired. */
export async function editAccount(
  username: string,
  file: SetFile,
  change: (content: JsonObject) => JsonObject,
): Promise<string> {
  return editSet(sandbox, username, file, change);
}

/** Takes the folder away in one rename, as a panel that deletes an account does. */
export async function removeAccount(username: string): Promise<void> {
  const outgoing = `/etc/jopanel/.outgoing-${username}`;
  await sandbox.run(['mv', '--', `${usersFolder}/${username}`, outgoing]);
  await sandbox.run(['rm', '--recursive', '--', outgoing]);
}

export async function readSetFile(username: string, file: SetFile): Promise<JsonObject> {
  return readFileOfSet(sandbox, username, file);
}

/** The revision of the five files as they are now. */
export async function desiredRevision(username: string): Promise<string> {
  return revisionOnHost(sandbox, username);
}

/** Waits until meta.json says that the revision is in force: the one now desired unless another is given. */
export async function waitApplied(username: string, revision?: string, timeoutMs?: number): Promise<void> {
  const wanted = revision ?? (await desiredRevision(username));
  await withJournal(waitUntilApplied(sandbox, username, wanted, timeoutMs));
}

/** Returns when systemd has received READY. */
export async function startDaemon(): Promise<void> {
  await withJournal(daemon.startDaemon(sandbox));
}

export async function stopDaemon(): Promise<void> {
  await daemon.stopDaemon(sandbox);
}

/** Runs the daemon by hand, such as with `--once`; the exit code is the test's business. */
export async function runDaemon(...flags: string[]): Promise<RunResult> {
  return daemon.runDaemon(sandbox, flags);
}

/** The last lines that jopaneld logged as a service. */
export async function journal(lines = 200): Promise<string> {
  return daemon.daemonLog(sandbox, lines);
}

export interface Answer {
  /** Undefined when the server closed the connection without an answer. */
  readonly status: number | undefined;
  /** By lower-case name. */
  readonly headers: ReadonlyMap<string, string>;
  readonly body: string;
}

/** One HTTP/1.1 request to the host's nginx. The path is sent as it is, `..` and all. */
export async function request(host: string, path = '/'): Promise<Answer> {
  const argv = [
    'curl',
    '--silent',
    '--show-error',
    '--include',
    '--http1.1',
    '--path-as-is',
    '--max-time',
    '10',
  ];
  const result = await sandbox.run([...argv, '--header', `Host: ${host}`, `http://127.0.0.1${path}`], {
    allowFailure: true,
  });
  const emptyReply = 52;
  if (result.exitCode === emptyReply) return { status: undefined, headers: new Map(), body: '' };
  if (result.exitCode !== 0) throw new Error(`no answer for ${host}${path}: ${result.stderr.trim()}`);
  return parseAnswer(result.stdout);
}

function parseAnswer(text: string): Answer {
  const end = text.indexOf('\r\n\r\n');
  const [statusLine = '', ...fields] = text.slice(0, end).split('\r\n');
  const headers = fields.map((field): [string, string] => {
    const colon = field.indexOf(':');
    return [field.slice(0, colon).toLowerCase(), field.slice(colon + 1).trim()];
  });
  return { status: Number(statusLine.split(' ')[1]), headers: new Map(headers), body: text.slice(end + 4) };
}

/** A failure of the daemon is reported with its log. */
export async function withJournal<T>(work: Promise<T>): Promise<T> {
  try {
    return await work;
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new Error(`${reason}\n${await journal(40)}`, { cause: error });
  }
}

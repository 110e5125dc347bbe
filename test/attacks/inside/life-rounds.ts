// Suspends, retires and purges accounts whose processes will not end, through the daemon, while another account is edited.
// Arguments: rounds, the account that is edited meanwhile, the account whose set is the pattern of the others, and the ways.
import { execFile, spawn } from 'node:child_process';
import { cpSync, readdirSync, readFileSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { request } from 'node:http';
import { text } from 'node:stream/consumers';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { runningUids } from '../../../src/host/linux/processes/running-uids.ts';
import { distribution, editSite, isApplied, type Json, read, until, users, write } from './edits.ts';

const [rounds = 0] = process.argv.slice(2, 3).map(Number);
const [other = '', pattern = '', ...ways] = process.argv.slice(3);
const program = fileURLToPath(new URL('hold-out.pl', import.meta.url));
const ENDS = ['suspend', 'retire', 'purge'] as const;
const FIRST_UID = 50_000;
/** As many accounts are made at once; one wave makes as many as fast as one. */
const AT_ONCE = 20;
let cleared: Promise<unknown> = Promise.resolve();
const result = { rounds: 0, left: 0, writtenAfter: 0, failures: new Set<string>() };

const size = (file: string) => statSync(file, { throwIfNoEntry: false })?.size ?? 0;

/** A name of its own for each round, as a purged one is never given to another uid. */
function make(username: string, uid: number): void {
  const incoming = `/etc/jopanel/incoming-${username}`;
  cpSync(`${users}/${pattern}`, incoming, { recursive: true });
  for (const file of readdirSync(incoming)) {
    const content = readFileSync(`${incoming}/${file}`, 'utf8').replaceAll(pattern, username);
    const value: Json = JSON.parse(content);
    const own =
      file === 'account.json'
        ? { uid, gid: uid }
        : file === 'meta.json'
          ? { last_applied_revision: null }
          : {};
    writeFileSync(`${incoming}/${file}`, JSON.stringify({ ...value, ...own }), { mode: 0o600 });
  }
  renameSync(incoming, `${users}/${username}`);
}

async function jopanel(...words: string[]): Promise<void> {
  await promisify(execFile)('/usr/lib/jopanel/bin/jopanel', ['--json', ...words]);
}

async function isRetired(username: string): Promise<boolean> {
  const { promise, resolve, reject } = Promise.withResolvers<Json>();
  request({ socketPath: '/run/jopanel/status.sock', path: `/v1/users/${username}` }, (answer) => {
    text(answer).then((body) => resolve(JSON.parse(body)), reject);
  })
    .on('error', reject)
    .end();
  return (await promise).phase === 'retired';
}

async function retire(username: string): Promise<void> {
  rmSync(`${users}/${username}`, { recursive: true });
  await jopanel('retire', '--confirm', username);
  await until(() => isRetired(username), `the end of ${username}`);
}

async function end(username: string, how: (typeof ENDS)[number]): Promise<void> {
  if (how === 'suspend') {
    write(username, 'account', { ...read(username, 'account'), status: 'suspended' });
    await until(() => isApplied(username), `the end of ${username}`);
    return;
  }
  await retire(username);
  if (how === 'purge') await jopanel('purge', username, '--confirm', username);
}

interface Life {
  readonly username: string;
  readonly uid: number;
  readonly how: (typeof ENDS)[number];
  readonly way: string;
  /** What its process writes to. */
  readonly file: string;
}

function lifeOf(round: number): Life {
  const username = `rnd${round}`;
  return {
    username,
    uid: FIRST_UID + round,
    how: ENDS[round % ENDS.length] ?? 'suspend',
    way: ways[round % ways.length] ?? '',
    file: `/var/tmp/${username}`,
  };
}

async function attack({ username, uid, how, way, file }: Life): Promise<void> {
  const argv = [`--reuid=${uid}`, `--regid=${uid}`, '--clear-groups', 'perl', program, way, file];
  spawn('setpriv', argv, { stdio: 'ignore', detached: true, cwd: '/' }).unref();
  await until(() => size(file) > 0, 'the process');
  await end(username, how);
  const written = size(file);
  if ((await runningUids([uid])).size > 0) result.left += 1;
  if (size(file) !== written) result.writtenAfter += 1;
}

/** Out of the way of the next ones. */
async function clear({ username, how, file }: Life): Promise<void> {
  if (how === 'suspend') await retire(username);
  if (how !== 'purge') await jopanel('purge', username, '--confirm', username);
  rmSync(file, { force: true });
}

/** Made together, attacked one after the other, and cleared while the next ones are made. */
async function live(lives: readonly Life[]): Promise<void> {
  const failed = ({ how, username, way }: Life, error: unknown) =>
    result.failures.add(`${how} of ${username} (${way}): ${String(error)}`);
  for (const { username, uid } of lives) make(username, uid);
  for (const life of lives) {
    try {
      await until(() => isApplied(life.username), `the start of ${life.username}`);
      await attack(life);
    } catch (error) {
      failed(life, error);
    }
    result.rounds += 1;
  }
  for (const life of lives) cleared = cleared.then(() => clear(life)).catch((error) => failed(life, error));
}

const othersMs: number[] = [];
let isEditing = true;

/** What the others feel of it: the time of edits that nginx has to load. */
async function editOther(): Promise<void> {
  for (let edit = 0; isEditing; edit += 1) othersMs.push(await editSite(other, `r${edit}`));
}

const editing = editOther();
for (let round = 0; round < rounds; round += AT_ONCE)
  await live(Array.from({ length: Math.min(AT_ONCE, rounds - round) }, (_, index) => lifeOf(round + index)));
await cleared;
isEditing = false;
await editing;
console.log(JSON.stringify({ ...result, failures: [...result.failures], others: distribution(othersMs) }));

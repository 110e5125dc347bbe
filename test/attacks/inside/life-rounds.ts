// Suspends, retires and purges accounts whose processes will not end, through the daemon, while another account is edited.
// Arguments: rounds, the account that is edited meanwhile, the account whose set is the pattern of the others, and the ways.
import { execFileSync, spawn } from 'node:child_process';
import {
  cpSync,
  existsSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { fileURLToPath } from 'node:url';
import { runningUids } from '../../../src/host/linux/processes/running-uids.ts';
import { distribution, editSite, isApplied, type Json, read, until, users, write } from './edits.ts';

const [rounds = 0] = process.argv.slice(2, 3).map(Number);
const [other = '', pattern = '', ...ways] = process.argv.slice(3);
const program = fileURLToPath(new URL('hold-out.pl', import.meta.url));
const ENDS = ['suspend', 'retire', 'purge'] as const;
const FIRST_UID = 50_000;
const result = { rounds: 0, left: 0, writtenAfter: 0, failures: new Set<string>() };
const othersMs: number[] = [];

const size = (file: string) => statSync(file, { throwIfNoEntry: false })?.size ?? 0;

/** A name of its own for each round, as a purged one is never given to another uid. */
function make(username: string, uid: number): void {
  const incoming = `/etc/jopanel/incoming-${username}`;
  cpSync(`${users}/${pattern}`, incoming, { recursive: true });
  for (const file of readdirSync(incoming)) {
    const text = readFileSync(`${incoming}/${file}`, 'utf8').replaceAll(pattern, username);
    const value: Json = JSON.parse(text);
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

function jopanel(...words: string[]): string {
  return execFileSync('/usr/lib/jopanel/bin/jopanel', ['--json', ...words], { encoding: 'utf8' });
}

function phaseOf(username: string): string {
  return JSON.parse(jopanel('status', username)).account.phase;
}

/** What the others feel of it: the time of an edit that nginx has to load. */
async function editOther(round: number): Promise<void> {
  othersMs.push(await editSite(other, `r${round}`));
}

async function end(username: string, how: (typeof ENDS)[number]): Promise<void> {
  if (how === 'suspend') {
    write(username, 'account', { ...read(username, 'account'), status: 'suspended' });
    await editOther(result.rounds);
    await until(() => isApplied(username), `the end of ${username}`);
    return;
  }
  rmSync(`${users}/${username}`, { recursive: true });
  jopanel('retire', '--confirm', username);
  await editOther(result.rounds);
  await until(() => phaseOf(username) === 'retired', `the end of ${username}`);
  if (how === 'purge') jopanel('purge', username, '--confirm', username);
}

for (let round = 0; round < 5; round += 1) await editOther(-1 - round);
const before = Math.max(...othersMs.splice(0));

for (let round = 0; round < rounds; round += 1) {
  const [username, uid] = [`rnd${round}`, FIRST_UID + round];
  const how = ENDS[round % ENDS.length] ?? 'suspend';
  const file = `/var/tmp/${username}`;
  try {
    make(username, uid);
    await until(() => isApplied(username), `the start of ${username}`);
    const argv = [
      `--reuid=${uid}`,
      `--regid=${uid}`,
      '--clear-groups',
      'perl',
      program,
      ways[round % ways.length] ?? '',
      file,
    ];
    spawn('setpriv', argv, { stdio: 'ignore', detached: true, cwd: '/' }).unref();
    await until(() => size(file) > 0, 'the process');
    await end(username, how);
    const written = size(file);
    if ((await runningUids([uid])).size > 0) result.left += 1;
    if (size(file) !== written) result.writtenAfter += 1;
    if (how !== 'purge') {
      // Out of the way of the next rounds.
      if (existsSync(`${users}/${username}`)) {
        rmSync(`${users}/${username}`, { recursive: true });
        jopanel('retire', '--confirm', username);
        await until(() => phaseOf(username) === 'retired', `the retirement of ${username}`);
      }
      jopanel('purge', username, '--confirm', username);
    }
  } catch (error) {
    result.failures.add(`${how} of ${username} (${ways[round % ways.length]}): ${String(error)}`);
  }
  rmSync(file, { force: true });
  result.rounds += 1;
}
const others = { before, ...distribution(othersMs) };
console.log(JSON.stringify({ ...result, failures: [...result.failures], others }));

// Editors, tools and scripts change sets while they are read: what comes out is one state or the other,
// never a piece of each, and in the end the new one.
import { execFile, spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { setTimeout as wait } from 'node:timers/promises';
import { promisify } from 'node:util';
import { describe, expect, test } from 'vitest';
import { loadSet } from '../../src/desired/load-set.ts';
import { recordApplied } from '../../src/desired/record-applied.ts';
import { writeSet } from '../../src/desired/write-set.ts';
import { type ScratchUsers, scratchUsers } from '../host/users-folder/scratch-users.ts';
import { FACTS } from '../model/hostile-set.ts';

const run = promisify(execFile);

/** The two states differ in two files, so that one without the other is noticed. */
const OLD = { package: '"starter"', limit: '"max_databases": 10' };
const NEW = { package: '"business"', limit: '"max_databases": 99' };

type Seen = 'old' | 'new' | 'one of two' | 'torn' | 'busy' | 'refused' | 'gone';

async function look(scratch: ScratchUsers, username: string, quietMs: number): Promise<Seen> {
  const options = { quietMs, nowMs: Date.now(), lockWaitMs: 0 };
  const set = await loadSet(scratch.users, username, FACTS, options);
  if (set.state !== 'ok') return set.state;
  const { account, limits } = set.account;
  const packages = ['starter', 'business'].indexOf(account.package);
  const databases = [10, 99].indexOf(limits.max_databases);
  if (packages === -1 || databases === -1) return 'torn';
  if (packages !== databases) return 'one of two';
  return packages === 0 ? 'old' : 'new';
}

/** Looks all the time while `act` runs, and afterwards until all are new and still. */
async function seenDuring(
  scratch: ScratchUsers,
  usernames: readonly string[],
  act: Promise<unknown>,
  { quietMs = 60, locked = () => false }: { quietMs?: number; locked?: () => boolean } = {},
): Promise<Set<Seen>> {
  const seen = new Set<Seen>();
  let over = false;
  let failed = false;
  const done = act.then(
    () => {
      over = true;
    },
    (error: unknown) => {
      over = true;
      failed = true;
      throw error;
    },
  );
  done.catch(() => undefined);
  // However long the writer takes; once it is done the new state comes soon or never.
  for (let after = 0; after < 2000; after += over ? 1 : 0) {
    const last = over;
    const states = await Promise.all(usernames.map(lookUnlocked));
    for (const state of states) if (state !== undefined) seen.add(state);
    if (last && (failed || states.every((state) => state === 'new'))) break;
    await wait(2);
  }
  await done;
  return seen;

  /** The watcher waits while git holds its index; so does this. */
  async function lookUnlocked(username: string): Promise<Seen | undefined> {
    if (locked()) return undefined;
    const state = await look(scratch, username, quietMs);
    // At once, and not when all others are seen: git may be done by then.
    return locked() ? undefined : state;
  }
}

function inFolder(scratch: ScratchUsers, script: string, umask = '077'): Promise<unknown> {
  return run('bash', ['-c', `umask ${umask}; set -e; cd "$1"; ${script}`, 'script', `${scratch.path}/joko`], {
    env: { ...process.env, HOME: scratch.root, TERM: 'xterm' },
  });
}

function unavailable(...programs: string[]): string | undefined {
  return programs.find(
    (program) => spawnSync('bash', ['-c', 'command -v "$1"', 'script', program]).status !== 0,
  );
}

const change = (how: (from: string, to: string, file: string) => string): string =>
  [how(OLD.package, NEW.package, 'account.json'), how(OLD.limit, NEW.limit, 'limits.json')].join('\n');

const WRITERS: readonly (readonly [string, readonly string[], string])[] = [
  ['sed -i', ['sed'], change((from, to, file) => `sed -i 's/${from}/${to}/' ${file}`)],
  [
    'jq to a temporary, and mv',
    ['jq'],
    `jq '.package = "business"' account.json > account.json.tmp && mv account.json.tmp account.json
     jq '.max_databases = 99' limits.json > limits.json.tmp && mv limits.json.tmp limits.json`,
  ],
  [
    'vim',
    ['vim'],
    change((from, to, file) => `vim -u NONE -es -c '%s/${from}/${to}/' -c wq ${file} </dev/null`),
  ],
  [
    'vim that keeps the inode',
    ['vim'],
    change(
      (from, to, file) =>
        `vim -u NONE -es --cmd 'set backupcopy=yes backup' -c '%s/${from}/${to}/' -c wq ${file} </dev/null`,
    ),
  ],
  [
    'nano',
    ['nano', 'script'],
    // Search and replace all, write out, leave: as typed.
    change(
      (from, to, file) =>
        `{ sleep 0.3; printf '\\034%s\\r%s\\rA\\017\\r\\030' '${from}' '${to}'; sleep 0.3; } | script -qec 'nano --ignorercfiles ${file}' /dev/null >/dev/null`,
    ),
  ],
  [
    'rsync',
    ['rsync'],
    `cp -a . ../../source; ${change((from, to, file) => `sed -i 's/${from}/${to}/' ../../source/${file}`)}
     rsync -a --delete --checksum ../../source/ ./`,
  ],
  ['perl -i', ['perl'], change((from, to, file) => `perl -i -pe 's/${from}/${to}/' ${file}`)],
  [
    'a shell that truncates and writes',
    ['sed'],
    change((from, to, file) => `t=$(sed 's/${from}/${to}/' ${file}); printf '%s\\n' "$t" > ${file}`),
  ],
];

describe('a change by', () => {
  test.for(WRITERS)('%s', async ([, programs, script], { skip }) => {
    const missing = unavailable(...programs);
    skip(missing !== undefined, `${missing} is not installed`);
    using scratch = scratchUsers();
    scratch.add('joko');
    const act = wait(80).then(() => inFolder(scratch, script));
    const seen = await seenDuring(scratch, ['joko'], act, { quietMs: 150 });
    expect(seen).toContain('new');
    // Between its two files a tool may take longer than a set has to be still: only the lock would help.
    for (const state of seen) expect(['old', 'busy', 'one of two', 'new']).toContain(state);
  });
});

test('a file that a tool of the owner left open to readers is taken', async () => {
  using scratch = scratchUsers();
  scratch.add('joko');
  await inFolder(scratch, 'cat account.json > account.json.tmp && mv account.json.tmp account.json', '022');
  const later = { quietMs: 100, nowMs: Date.now() + 1000 };
  expect(await loadSet(scratch.users, 'joko', FACTS, later)).toMatchObject({ state: 'ok' });
});

test('a slow writer that pauses in mid-file is never believed before it is done', async () => {
  using scratch = scratchUsers();
  scratch.add('joko');
  const slow = change(
    (from, to, file) =>
      `t=$(sed 's/${from}/${to}/' ${file}); { printf '%s' "\${t:0:150}"; sleep 0.25; printf '%s\\n' "\${t:150}"; } > ${file}`,
  );
  // It pauses for longer than a set has to be quiet, so the half file is looked at, and refused.
  const seen = await seenDuring(scratch, ['joko'], inFolder(scratch, slow), { quietMs: 40 });
  expect(seen).toContain('new');
  expect(seen).toContain('refused');
  // Between its two files it is as quiet as anyone; only the lock shows that more is to come.
});

test('under the lock a script may take its time between files', async () => {
  using scratch = scratchUsers();
  scratch.add('joko');
  await scratch.users.withLock('joko', { waitMs: 0 }, async () => undefined);
  const [first = '', second = ''] = change((from, to, file) => `sed -i 's/${from}/${to}/' ${file}`).split(
    '\n',
  );
  const script = `flock ${scratch.locksDir}/user-joko.lock bash -c "$(cat <<'END'\n${first}\nsleep 0.3\n${second}\nEND\n)"`;
  const seen = await seenDuring(scratch, ['joko'], inFolder(scratch, script), { quietMs: 20 });
  expect(seen).toContain('busy');
  for (const state of seen) expect(['old', 'busy', 'new']).toContain(state);
});

describe('git over hundreds of accounts', () => {
  const missing = unavailable('git');
  const names = Array.from({ length: 120 }, (_, index) => `user${index}`);

  async function repository(scratch: ScratchUsers): Promise<(script: string) => Promise<unknown>> {
    for (const name of names) scratch.add(name);
    mkdirSync(`${scratch.path}/joko`, { mode: 0o700 });
    const git = (script: string) => inFolder(scratch, `cd ..; ${script}`);
    await git(`git init -q -b old; git config user.name t; git config user.email t@example.com
      git add .; git commit -qm old; git checkout -qb new
      sed -i 's/${OLD.package}/${NEW.package}/' user*/account.json
      sed -i 's/${OLD.limit}/${NEW.limit}/' user*/limits.json
      git commit -qam new; git checkout -q old`);
    return git;
  }

  test.for([
    ['checkout', 'git checkout -q new'],
    [
      'stash and pop',
      `git checkout -q new; git checkout -q old; git checkout -q new -- .; git stash -q; git stash pop -q`,
    ],
    ['rebase', `git commit -q --allow-empty -m more; git rebase -q new`],
    ['reset --hard', 'git reset -q --hard new'],
  ])('%s', async ([, script = ''], { skip }) => {
    skip(missing !== undefined, 'git is not installed');
    using scratch = scratchUsers();
    const git = await repository(scratch);
    const locked = () => existsSync(`${scratch.path}/.git/index.lock`);
    const seen = await seenDuring(scratch, names, git(script), { locked });
    expect(seen).toContain('new');
    for (const state of seen) expect(['old', 'busy', 'new']).toContain(state);
  });
});

test('edits that come together are all in the end result', async () => {
  using scratch = scratchUsers();
  scratch.add('joko');
  const revision = 'sha256:7728600517b0a58e7e8d958fcba9e2b926ad4bf2b9051191dce82ad207caec58';
  const edits = Array.from({ length: 8 }, (_, index) =>
    writeSet(
      scratch.users,
      'joko',
      (texts) => [
        {
          file: 'domains.json',
          path: ['alias_domains', JSON.parse(texts.get('domains.json') ?? '').alias_domains.length],
          value: `a${index}.example.org`,
        },
      ],
      { facts: FACTS, lockWaitMs: 100_000 },
    ),
  );
  const script = `for n in 1 2 3; do flock ${scratch.locksDir}/user-joko.lock sh -c '
    t=$(sed "s/\\"www.example.com\\"/\\"www.example.com\\", \\"s'$n'.example.org\\"/" domains.json); umask 077
    printf "%s\\n" "$t" > domains.json.tmp && mv domains.json.tmp domains.json'; done`;
  const results = await Promise.all([
    ...edits,
    recordApplied(scratch.users, 'joko', revision, { lockWaitMs: 100_000 }),
    inFolder(scratch, script).then(() => ({ ok: true })),
  ]);
  expect(results.filter(({ ok }) => !ok)).toEqual([]);
  const text = scratch.text('joko', 'domains.json');
  for (let index = 0; index < 8; index += 1) expect(text).toContain(`"a${index}.example.org"`);
  for (const index of [1, 2, 3]) expect(text).toContain(`"s${index}.example.org"`);
  expect(scratch.text('joko', 'meta.json')).toContain(revision);
});

test('what an editor leaves lying about is no part of the set', async () => {
  using scratch = scratchUsers();
  const folder = scratch.add('joko');
  for (const name of [
    '.account.json.swp',
    'account.json~',
    '4913',
    '.account.json.Xy12Zq',
    'account.json.bak',
  ])
    writeFileSync(`${folder}/${name}`, 'junk');
  expect(
    await loadSet(scratch.users, 'joko', FACTS, { quietMs: 100, nowMs: Date.now() + 1000 }),
  ).toMatchObject({ state: 'ok' });
});

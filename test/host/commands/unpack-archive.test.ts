// Archives that are not what a purge has made: nothing in them leads root anywhere.

import { execFileSync } from 'node:child_process';
import {
  mkdirSync,
  mkdtempSync,
  readFileSync,
  renameSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeEach, expect, test } from 'vitest';
import { type UnpackedArchive, withUnpacked } from '../../../src/host/commands/unpack-archive.ts';

const folder = mkdtempSync(path.join(tmpdir(), 'unpack-'));
const content = path.join(folder, 'content');
const elsewhere = path.join(folder, 'elsewhere');
const VERSION = 'certificates/joko/joko.example/20260129T100000000Z';
const NOTHING = { set: [], dumps: [], certificates: [] };
afterAll(() => rmSync(folder, { recursive: true }));

beforeEach(() => {
  for (const each of [content, elsewhere]) rmSync(each, { recursive: true, force: true });
  for (const each of ['jopanel-set/joko', 'databases/joko', VERSION, 'joko'])
    mkdirSync(path.join(content, each), { recursive: true });
  mkdirSync(elsewhere);
  for (const name of ['account.json', 'joko_a-20260129T100000Z.sql', 'privkey.pem', 'fullchain.pem'])
    writeFileSync(path.join(elsewhere, name), 'of another');
});

interface Found {
  readonly set: readonly string[];
  readonly dumps: readonly string[];
  readonly certificates: UnpackedArchive['certificates'];
}

async function unpacked(): Promise<Found> {
  const archive = path.join(folder, 'joko.tar.gz');
  execFileSync('tar', [
    ...['--create', '--gzip', `--file=${archive}`, `--directory=${content}`],
    ...['jopanel-set', 'databases', 'certificates', 'joko'],
  ]);
  return withUnpacked(archive, 'joko', async ({ set, dumps, certificates }) => ({
    set: [...set].map(([name, text]) => `${name}: ${text}`),
    dumps: [...dumps].map(([database, file]) => `${database}: ${readFileSync(file, 'utf8')}`),
    certificates,
  }));
}

test('the set, the dumps and the certificates are found, and the home is not unpacked', async () => {
  writeFileSync(path.join(content, 'jopanel-set/joko/account.json'), '{}');
  writeFileSync(path.join(content, 'databases/joko/joko_a-20260129T100000Z.sql'), 'SELECT 1');
  for (const name of ['privkey.pem', 'fullchain.pem']) writeFileSync(path.join(content, VERSION, name), name);
  writeFileSync(path.join(content, 'certificates/joko/joko.example/privkey.pem'), 'the copy beside');
  expect(await unpacked()).toEqual({
    set: ['account.json: {}'],
    dumps: ['joko_a: SELECT 1'],
    certificates: [
      { site: 'joko.example', version: '20260129T100000000Z', key: 'privkey.pem', chain: 'fullchain.pem' },
    ],
  });
});

test('a link in the place of a file is not followed', async () => {
  for (const [below, name] of [
    ['jopanel-set/joko', 'account.json'],
    ['databases/joko', 'joko_a-20260129T100000Z.sql'],
    [VERSION, 'privkey.pem'],
    [VERSION, 'fullchain.pem'],
  ] as const)
    symlinkSync(path.join(elsewhere, name), path.join(content, below, name));
  expect(await unpacked()).toEqual(NOTHING);
});

test.each(['certificates', 'certificates/joko', 'certificates/joko/joko.example', VERSION])(
  'a link in the place of the folder %s is not followed',
  async (link) => {
    const place = path.join(content, link);
    const whole = path.join(elsewhere, 'whole');
    for (const name of ['privkey.pem', 'fullchain.pem'])
      writeFileSync(path.join(content, VERSION, name), name);
    renameSync(place, whole);
    symlinkSync(whole, place);
    expect(await unpacked()).toEqual(NOTHING);
  },
);

test.each(['', '/joko'])('a link in the place of a folder is not followed (databases%s)', async (link) => {
  for (const below of ['jopanel-set', 'databases']) {
    const place = path.join(content, below + link);
    rmSync(place, { recursive: true });
    mkdirSync(path.join(elsewhere, 'joko'), { recursive: true });
    symlinkSync(elsewhere, place);
  }
  for (const name of ['account.json', 'joko_a-20260129T100000Z.sql'])
    writeFileSync(path.join(elsewhere, 'joko', name), 'of another');
  expect(await unpacked()).toEqual(NOTHING);
});

// The revision is the contract's: over values as parsed, whatever the text looks like.
import { execFileSync } from 'node:child_process';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { accountFromCanonical, checkSet } from '../../src/model/check-set.ts';
import { canonicalOf, revisionOf, revisionOfCanonical } from '../../src/model/revision.ts';
import { REVISION_FILES, type SetFileName } from '../../src/model/set-files.ts';
import { bytesOf, checkTexts, FACTS, referenceTexts, textsOf } from './hostile-set.ts';

const REFERENCE = 'sha256:7728600517b0a58e7e8d958fcba9e2b926ad4bf2b9051191dce82ad207caec58';

function revisionOfTexts(texts: ReadonlyMap<SetFileName, string>): string {
  const checked = checkTexts(texts);
  if (!checked.ok) throw new Error(JSON.stringify(checked.problems));
  expect(revisionOfCanonical(checked.canonical)).toBe(checked.account.revision);
  return checked.account.revision;
}

test('the reference account has the revision of the contract', () => {
  expect(revisionOfTexts(referenceTexts())).toBe(REFERENCE);
});

test('jq gives the same text', (context) => {
  const script =
    '{account:$account[0],domains:$domains[0],limits:$limits[0],services:$services[0],ssh:$ssh[0]}';
  const folder = new URL('../../fixtures/users/joko/', import.meta.url).pathname;
  const files = REVISION_FILES.flatMap((file) => ['--slurpfile', file, `${folder}${file}.json`]);
  let canonical: string;
  try {
    canonical = execFileSync('jq', ['-cjSn', ...files, script], { encoding: 'utf8' });
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT')
      return context.skip('jq is not installed');
    throw error;
  }
  const checked = checkTexts(referenceTexts());
  expect(checked.ok && checked.canonical).toBe(canonical);
});

function shuffled(value: unknown, order: () => number): unknown {
  if (Array.isArray(value)) return value.map((item) => shuffled(item, order));
  if (typeof value !== 'object' || value === null) return value;
  const entries = Object.entries(value).map(([key, inner]) => ({
    key,
    inner: shuffled(inner, order),
    at: order(),
  }));
  return Object.fromEntries(entries.sort((a, b) => a.at - b.at).map(({ key, inner }) => [key, inner]));
}

test('it does not depend on the order of keys, on white space or on how a character is written', () => {
  fc.assert(
    fc.property(
      fc.infiniteStream(fc.nat()),
      fc.constantFrom('', '  ', '\t', '      '),
      fc.boolean(),
      (order, indent, escaped) => {
        const texts = new Map<SetFileName, string>();
        for (const [file, text] of referenceTexts()) {
          const other = JSON.stringify(
            shuffled(JSON.parse(text), () => order.next().value),
            null,
            indent,
          );
          texts.set(
            file,
            escaped
              ? other.replaceAll(/"[^"]*"/g, (text) => text.replaceAll('e', '\\u0065')).replace(/\n/g, '\r\n')
              : `\n\n${other}\n`,
          );
        }
        expect(revisionOfTexts(texts)).toBe(REFERENCE);
      },
    ),
  );
});

interface Place {
  readonly file: SetFileName;
  readonly path: readonly string[];
}

function leaves(file: SetFileName, value: unknown, path: readonly string[] = []): Place[] {
  if (typeof value !== 'object' || value === null || Object.keys(value).length === 0) return [{ file, path }];
  return Object.entries(value).flatMap(([key, inner]) => leaves(file, inner, [...path, key]));
}

test('it depends on every value of the five files and on none of meta.json', () => {
  const texts = referenceTexts();
  const parsed = Object.fromEntries([...texts].map(([file, text]) => [file, JSON.parse(text)]));
  const revision = (values: Record<string, unknown>) =>
    revisionOf({
      account: values['account.json'],
      domains: values['domains.json'],
      limits: values['limits.json'],
      services: values['services.json'],
      ssh: values['ssh.json'],
    });
  expect(revision(parsed)).toBe(REFERENCE);
  const places = [...texts].flatMap(([file, text]) => leaves(file, JSON.parse(text)));
  expect(places.length).toBeGreaterThan(50);
  for (const { file, path } of places) {
    const changed = structuredClone(parsed);
    const [last = '', ...up] = path.toReversed();
    const holder = up.toReversed().reduce<Record<string, unknown>>(into, into(changed, file));
    holder[last] = typeof holder[last] === 'string' ? `${holder[last]} ` : [holder[last], 'changed'];
    if (file === 'meta.json') expect(revision(changed)).toBe(REFERENCE);
    else expect(revision(changed), `${file} ${path.join('/')}`).not.toBe(REFERENCE);
  }
});

function into(holder: Record<string, unknown>, key: string): Record<string, unknown> {
  const inner = holder[key];
  if (!isRecord(inner)) throw new Error(`nothing at ${key}`);
  return inner;
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null;
}

test('keys of one’s own are part of it, and letters count as they were written', () => {
  const revisions = [
    {},
    { 'account.json#/x_note': 'a' },
    { 'account.json#/x_note': 'b' },
    { 'domains.json#/alias_domains': ['WWW.example.com'] },
  ].map((set) => revisionOfTexts(textsOf({ set })));
  expect(new Set(revisions).size).toBe(4);
});

test('an account read back from the canonical text is the very same', () => {
  const set = {
    'account.json#/x_crm': { z: 1, a: [null, 'é'] },
    'domains.json#/alias_domains': ['BÜCHER.de', '*.example.com'],
  };
  const checked = checkTexts(textsOf({ set }));
  if (!checked.ok) throw new Error('refused');
  const again = accountFromCanonical('joko', checked.canonical);
  expect(again).toEqual({ ...checked, meta: undefined });
});

test('reading back asks for no facts of the host, as they may have changed since', () => {
  const checked = checkTexts(referenceTexts());
  if (!checked.ok) throw new Error('refused');
  const elsewhere = { ...FACTS, uidMin: 20_000, shells: [], homeBases: ['/srv'], hostname: 'example.com' };
  expect(checkSet('joko', bytesOf(referenceTexts()), elsewhere).ok).toBe(false);
  expect(accountFromCanonical('joko', checked.canonical).ok).toBe(true);
  expect(accountFromCanonical('joko', checked.canonical, elsewhere).ok).toBe(false);
});

test('the canonical text sorts keys, keeps lists and has no spaces', () => {
  const parsed = {
    account: { b: 1, a: [2, { d: null, c: 'x y' }] },
    domains: 0,
    limits: 0,
    services: 0,
    ssh: 0,
  };
  expect(canonicalOf(parsed)).toBe(
    '{"account":{"a":[2,{"c":"x y","d":null}],"b":1},"domains":0,"limits":0,"services":0,"ssh":0}',
  );
});

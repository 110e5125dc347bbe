import { expect, test } from 'vitest';
import { openJournalReader } from '../../src/journal/open-journal.ts';
import { verifyJournal } from '../../src/journal/verify.ts';
import { startAppending } from './appending.ts';
import { observed } from './sample.ts';
import { scratch } from './scratch.ts';
import { countWholeWaves, WAVE_EVENTS, wholeWave } from './waves.ts';

test('a reader sees whole waves only, and one state for as long as it asks consistently', () => {
  const { path, open } = scratch();
  const { journal } = open();
  journal.append(wholeWave(0));
  using reader = openJournalReader(path);
  expect(countWholeWaves(reader)).toBe(1);
  reader.consistently(() => {
    expect(reader.head().seq).toBe(WAVE_EVENTS);
    journal.append(wholeWave(1));
    expect(journal.head().seq).toBe(2 * WAVE_EVENTS);
    expect(reader.head().seq).toBe(WAVE_EVENTS);
    expect(countWholeWaves(reader)).toBe(1);
  });
  expect(countWholeWaves(reader)).toBe(2);
});

test('a reader does not block the writer, and cannot write', () => {
  const { path, open } = scratch();
  const { journal } = open();
  journal.append(wholeWave(0));
  using reader = openJournalReader(path);
  for (let number = 1; number < 50; number++) {
    journal.append(wholeWave(number));
    expect(countWholeWaves(reader)).toBe(number + 1);
  }
  expect('append' in reader).toBe(false);
});

test('beside another process that appends, every look shows whole waves, and ever more of them', async () => {
  const { path } = scratch();
  const appending = await startAppending(path);
  using reader = openJournalReader(path);
  let last = 0;
  for (let look = 0; look < 50; look++) {
    const waves = reader.consistently(() => countWholeWaves(reader));
    expect(waves).toBeGreaterThan(last);
    last = waves;
    await appending.keptAtLeast(last + 1);
  }
  const { findings, events } = verifyJournal(path);
  expect(findings).toEqual([]);
  expect(events % WAVE_EVENTS).toBe(0);
  await appending.kill();
}, 60_000);

test('accounts can be walked while the writer appends on the same handle', () => {
  const { open } = scratch();
  const { journal } = open();
  journal.append(
    Array.from({ length: 600 }, (_, i) => observed(`user${String(i).padStart(3, '0')}`, { uid: i })),
  );
  const seen: string[] = [];
  for (const { username } of journal.accounts()) {
    seen.push(username);
    if (seen.length % 100 === 0) journal.append([observed(username, { package: 'changed' })]);
  }
  expect(seen).toHaveLength(600);
  expect(new Set(seen).size).toBe(600);
});

test('accounts come in pages, by phase and by status', () => {
  const { open } = scratch();
  const { journal } = open();
  for (const [name, status] of [
    ['ada', 'active'],
    ['bob', 'suspended'],
    ['cyd', 'active'],
  ] as const) {
    journal.append([observed(name, { status })]);
  }
  const failed = {
    conditions: [],
    resources: [],
    phase: 'failed',
    last_error: 'no',
    next_retry_at: 5,
  } as const;
  journal.append([{ kind: 'conditions.changed', account: 'ada', data: failed }]);
  const page = (query: Parameters<typeof journal.accountPage>[0]) =>
    journal.accountPage(query).map(({ username }) => username);
  expect(page({ limit: 2 })).toEqual(['ada', 'bob']);
  expect(page({ limit: 2, after: 'bob' })).toEqual(['cyd']);
  expect(page({ limit: 9, status: 'active' })).toEqual(['ada', 'cyd']);
  expect(page({ limit: 9, phase: 'failed' })).toEqual(['ada']);
  expect(page({ limit: 9, phase: 'failed', status: 'suspended' })).toEqual([]);
  expect(Object.fromEntries(journal.countByPhase())).toEqual({ failed: 1, pending: 2 });
});

test('events can be asked for by account and by kind, from a place on', () => {
  const { open } = scratch();
  const { journal } = open();
  for (let number = 0; number < 4; number++) journal.append(wholeWave(number));
  const seqs = (query: Parameters<typeof journal.events>[0]) => journal.events(query).map(({ seq }) => seq);
  expect(seqs({ limit: 3 })).toEqual([1, 2, 3]);
  expect(seqs({ after: 3, limit: 3 })).toEqual([4, 5, 6]);
  expect(seqs({ account: 'user1' })).toEqual([6, 8, 9]);
  expect(seqs({ from: 'newest', limit: 2 })).toEqual([20, 19]);
  expect(seqs({ from: 'newest', limit: 2, before: 9, account: 'user1' })).toEqual([8, 6]);
  expect(seqs({ after: 3, before: 6 })).toEqual([4, 5]);
  expect(seqs({ kind: 'wave.ended' })).toEqual([5, 10, 15, 20]);
  expect(seqs({ account: 'user2', kind: 'revision.applied', after: 5 })).toEqual([14]);
});

import { statSync } from 'node:fs';
import { expect, test } from 'vitest';
import type { NewEvent } from '../../src/journal/event.ts';
import { verifyJournal } from '../../src/journal/verify.ts';
import { beneath, observed, openMemory } from './sample.ts';
import { scratch } from './scratch.ts';

function stepFailed(wave: string, error = 'useradd: 1', summary = 'make the user'): NewEvent {
  return { kind: 'step.failed', account: 'joko', data: { wave, resource: 'linux-user', summary, error } };
}

function tested(service: string, ok: boolean): NewEvent {
  return { kind: 'service.tested', account: null, data: { service, ok, digest: 'd', output: 'emerg' } };
}

const held: NewEvent = { kind: 'guard.held', account: null, data: { guard: 'vanish', reason: 'empty' } };
const applied: NewEvent = {
  kind: 'step.applied',
  account: 'joko',
  data: { wave: 'w', resource: 'home', summary: 'make the home' },
};

test('an equal failure is counted, whatever the wave; a different one is stored', () => {
  using journal = openMemory(() => 5000);
  const [first] = journal.append([stepFailed('w1')]);
  expect(journal.repeats(first?.seq ?? 0)).toBeUndefined();
  expect(journal.append([stepFailed('w2'), stepFailed('w3')])).toEqual([]);
  expect(journal.repeats(first?.seq ?? 0)).toEqual({ count: 2, lastTime: 5000 });
  expect(journal.append([stepFailed('w4', 'useradd: 9')])).toHaveLength(1);
  expect(journal.append([stepFailed('w5')])).toHaveLength(1);
  expect(journal.head().seq).toBe(3);
});

test('two things that fail in turn are each counted', () => {
  using journal = openMemory();
  const turn = () =>
    journal.append([
      stepFailed('w', 'no', 'one'),
      stepFailed('w', 'no', 'two'),
      tested('nginx', false),
      tested('sshd', false),
      held,
    ]);
  expect(turn()).toHaveLength(5);
  for (let i = 0; i < 10; i++) expect(turn()).toEqual([]);
  expect(journal.repeats(2)?.count).toBe(10);
});

test('a failure after a success is stored again', () => {
  using journal = openMemory();
  for (const success of [applied, observed('joko')]) {
    expect(journal.append([stepFailed('w')])).toHaveLength(1);
    expect(journal.append([stepFailed('w')])).toHaveLength(0);
    journal.append([success]);
  }
  expect(journal.append([stepFailed('w')])).toHaveLength(1);
});

test('one service that works again says nothing of another', () => {
  using journal = openMemory();
  journal.append([tested('nginx', false), tested('sshd', false), tested('sshd', true)]);
  expect(journal.append([tested('nginx', false)])).toEqual([]);
  expect(journal.append([tested('sshd', false)])).toHaveLength(1);
});

test('one account’s success says nothing of another', () => {
  using journal = openMemory();
  journal.append([stepFailed('w'), observed('other')]);
  expect(journal.append([stepFailed('w')])).toEqual([]);
});

test('repeats and empty appends do not make the journal longer, nor the file larger', () => {
  const { path, open } = scratch();
  const { journal } = open();
  journal.append([stepFailed('w0'), held, tested('nginx', false)]);
  journal.append([stepFailed('w1')]);
  journal.close();
  const again = open().journal;
  const size = statSync(path).size;
  const head = again.head();
  for (let i = 0; i < 100; i++) {
    again.append([]);
    again.append([stepFailed(`w${i}`), held, tested('nginx', false)]);
  }
  expect(again.head()).toEqual(head);
  again.close();
  expect(statSync(path).size).toBe(size);
  expect(verifyJournal(path).findings).toEqual([]);
});

test('an empty append does not wait for another writer', () => {
  const { path, open } = scratch();
  const { journal } = open();
  beneath(path, (other) => {
    other.exec('BEGIN IMMEDIATE');
    expect(journal.append([])).toEqual([]);
    other.exec('ROLLBACK');
  });
}, 20_000);

// A folder of its own for a test that needs a real file; gone when the test is over.
import { existsSync, mkdtempSync, renameSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { onTestFinished } from 'vitest';
import { type OpenedJournal, openJournal } from '../../src/journal/open-journal.ts';
import { neverSetAside, tickingClock } from './sample.ts';

export interface Scratch {
  readonly path: string;
  /** Opens the journal there; anything but a sound one is an error unless `damaged`. */
  open(damaged?: 'damaged'): OpenedJournal;
}

export function scratch(): Scratch {
  const path = join(mkdtempSync(join(tmpdir(), 'jopanel-journal-')), 'journal.db');
  onTestFinished(() => rmSync(dirname(path), { recursive: true, force: true }));
  const now = tickingClock();
  return {
    path,
    open: (damaged) => openJournal({ path, now, setAside: damaged ? setAside : neverSetAside }),
  };
}

export function setAside(path: string): string {
  const aside = `${path}.damaged-1`;
  for (const companion of ['', '-wal', '-shm']) {
    if (existsSync(path + companion)) renameSync(path + companion, aside + companion);
  }
  return aside;
}

import { openJournal } from './open-journal.ts';
import type { JournalReader } from './reader.ts';

/** Stands for a journal that was never begun, without beginning it. */
export function emptyJournal(): JournalReader {
  return openJournal({ path: ':memory:', now: () => 0, setAside: (path) => path }).journal;
}

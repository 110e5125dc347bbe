import { openJournal } from './open-journal.ts';
import type { JournalReader } from './reader.ts';

/** A reader of an empty journal in memory, for hosts that have no journal yet. It creates no file. */
export function emptyJournal(): JournalReader {
  return openJournal({ path: ':memory:', now: () => 0, setAside: (path) => path }).journal;
}

// Checks a whole journal: the file, the chain, the contents, and the folds against a fresh rebuild.
import { DatabaseSync } from 'node:sqlite';
import { digestOf } from '../model/digest.ts';
import { checkFile } from './check-file.ts';
import { connectReader } from './connect.ts';
import { keptRevisions } from './contents.ts';
import { readEvent } from './event-row.ts';
import { expungedFrom } from './expunged.ts';
import { createFolds, foldTables, rowsOf, staleFolds } from './fold-tables.ts';
import { allFolds } from './folds/all-folds.ts';
import { asDamage, type Damage, JournalDamagedError } from './journal-damaged-error.ts';
import { fillFolds } from './rebuild.ts';
import { type Row, text } from './row.ts';
import { checkSnapshot } from './snapshot.ts';
import { JOURNAL_TABLES } from './tables.ts';
import { standInForTables } from './versions.ts';
import { chainStart, headOf, walkChain } from './walk-chain.ts';

export interface JournalFinding {
  readonly damage: Damage;
  /** The number of the first bad event, where the damage is in an event. */
  readonly seq: number | null;
  /** One sentence for a person. */
  readonly message: string;
}

interface JournalReport {
  /** Empty when the journal is intact. */
  readonly findings: readonly JournalFinding[];
  /** The number of events that were checked without a finding. */
  readonly events: number;
  readonly revisions: number;
}

/** Checks the file without changing it; the daemon may append meanwhile. */
export function verifyJournal(path: string): JournalReport {
  const db = connectReader(path);
  try {
    // One read transaction gives one state from the first check to the last.
    db.exec('BEGIN');
    return verifyDatabase(db);
  } catch (error) {
    const damage = asDamage(error);
    if (!damage) throw error;
    return { findings: [damage], events: 0, revisions: 0 };
  } finally {
    db.close();
  }
}

function verifyDatabase(db: DatabaseSync): JournalReport {
  checkFile(db, 'whole');
  standInForTables(db);
  const findings: JournalFinding[] = [];
  let events = 0;
  let revisions = 0;
  const collect = (check: () => void): void => {
    try {
      check();
    } catch (error) {
      const damage = asDamage(error);
      if (!damage) throw error;
      const { seq, message } = damage;
      findings.push({ damage: damage.damage, seq, message });
    }
  };
  collect(() => {
    for (const row of walkChain(db, chainStart(db))) {
      readEvent(row);
      events += 1;
    }
  });
  collect(() => checkSnapshot(db));
  collect(() => {
    for (const _ of walkContents(db)) revisions += 1;
  });
  // Folds rebuilt from damaged events would prove nothing.
  if (findings.length === 0) collect(() => compareFolds(db));
  return { findings, events, revisions };
}

/** The content of every revision is there, but for those of which an entry says that it was dropped or expunged. */
function* walkContents(db: DatabaseSync): Generator<void> {
  const lost = db.prepare(
    `SELECT * FROM history WHERE revision NOT IN
       (SELECT hash FROM revisions UNION ALL SELECT revision FROM revision_files)`,
  );
  const expunged = new Set(expungedFrom(db).flatMap(({ revisions }) => revisions));
  const row = lost.all().find((each) => each.content_dropped !== 1 && !expunged.has(text(each, 'revision')));
  if (row) throw new JournalDamagedError('content', `the content of ${text(row, 'revision')} is missing`);
  for (const { revision, content } of keptRevisions(db)) {
    if (content === undefined)
      throw new JournalDamagedError('content', `a part of the content of ${revision} is missing`);
    if (digestOf(content) !== revision)
      throw new JournalDamagedError('content', `the content of ${revision} was changed`);
    yield;
  }
}

function compareFolds(db: DatabaseSync): void {
  const stale = staleFolds(db, headOf(db).seq);
  if (stale !== undefined) throw new JournalDamagedError('folds', stale);
  // With an empty name SQLite uses a temporary file and removes it by itself.
  const fresh = new DatabaseSync('');
  try {
    fresh.exec(`${JOURNAL_TABLES}; BEGIN`);
    createFolds(fresh);
    fillFolds(db, fresh);
    for (const table of foldTables) compareRows(table, rowsOf(db, table), rowsOf(fresh, table));
    for (const { name, indexed } of allFolds) {
      if (indexed) compareRows(`the index of ${name}`, indexed(db), indexed(fresh));
    }
  } finally {
    fresh.close();
  }
}

function compareRows(where: string, kept: Iterable<Row>, fresh: Iterable<Row>): void {
  const others = fresh[Symbol.iterator]();
  for (const row of kept) compareRow(where, row, others.next().value);
  const rest = others.next();
  if (!rest.done) compareRow(where, undefined, rest.value);
}

function compareRow(where: string, kept: Row | undefined, fresh: Row | undefined): void {
  const [found = 'nothing', expected = 'nothing'] = [JSON.stringify(kept), JSON.stringify(fresh)];
  if (found === expected) return;
  throw new JournalDamagedError('folds', `${where}: ${found} stands where the events give ${expected}`);
}

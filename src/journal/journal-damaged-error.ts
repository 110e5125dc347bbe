// What may be wrong with a journal, whoever finds it.

/**
 * `file`: the SQLite file itself. `chain`: an event is missing or changed. `event`: an event cannot be read.
 * `checkpoint`: what stands for dropped events. `content`: the text of a revision. `folds`: they disagree.
 */
export type Damage = 'file' | 'chain' | 'event' | 'checkpoint' | 'content' | 'folds';

/** The journal holds something that jopanel never wrote. `seq` is the first event at fault, where one is. */
export class JournalDamagedError extends Error {
  override readonly name = 'JournalDamagedError';
  readonly damage: Damage;
  readonly seq: number | null;

  constructor(damage: Damage, message: string, seq: number | null = null) {
    super(message);
    this.damage = damage;
    this.seq = seq;
  }
}

const SQLITE_CORRUPT = 11;
const SQLITE_NOTADB = 26;

/** The damage behind an error; undefined for one that says nothing about the file, such as a full disk. */
export function asDamage(error: unknown): JournalDamagedError | undefined {
  if (error instanceof JournalDamagedError) return error;
  if (!(error instanceof Error) || !('errcode' in error) || typeof error.errcode !== 'number')
    return undefined;
  const primary = error.errcode & 0xff;
  if (primary === SQLITE_CORRUPT) return new JournalDamagedError('file', 'the file is corrupt');
  if (primary === SQLITE_NOTADB) return new JournalDamagedError('file', 'the file is no database');
  return undefined;
}

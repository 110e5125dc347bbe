// The kinds of damage that a journal can have.

/**
 * `file`: the SQLite file itself is damaged. `chain`: an event is missing or was changed. `event`: an event cannot
 * be read. `checkpoint`: what stands for dropped events is wrong. `content`: the text of a revision is wrong.
 * `folds`: the folds disagree with the events. `anchor`: a head that was logged outside of the journal is not in it.
 */
export type Damage = 'file' | 'chain' | 'event' | 'checkpoint' | 'content' | 'folds' | 'anchor';

/**
 * The journal holds something that jopanel never wrote. `seq` is the number of the first bad event, where there is one.
 */
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

/** Returns the damage behind an error; undefined for an error that is not about the file, such as a full disk. */
export function asDamage(error: unknown): JournalDamagedError | undefined {
  if (error instanceof JournalDamagedError) return error;
  if (!(error instanceof Error) || !('errcode' in error) || typeof error.errcode !== 'number')
    return undefined;
  const primary = error.errcode & 0xff;
  if (primary === SQLITE_CORRUPT) return new JournalDamagedError('file', 'the file is corrupt');
  if (primary === SQLITE_NOTADB) return new JournalDamagedError('file', 'the file is no database');
  return undefined;
}

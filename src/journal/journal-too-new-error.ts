import { JOURNAL_VERSION } from './tables.ts';

/** An intact journal that only a newer jopanel can read. It stays in place, because moving it aside would lose it. */
export class JournalTooNewError extends Error {
  override readonly name = 'JournalTooNewError';

  constructor(version: number) {
    super(
      `the journal is of version ${version} and this jopanel knows ${JOURNAL_VERSION}: ` +
        'start the jopanel that wrote it, or move the file away to begin a new one',
    );
  }
}

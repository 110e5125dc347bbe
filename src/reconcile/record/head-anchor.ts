import type { Logger } from 'pino';
import { ANCHOR_MESSAGE, type Anchor } from '../../journal/anchor.ts';
import type { JournalReader } from '../../journal/reader.ts';

/** Logs the head of the journal each time that it has moved, so that the log of the host holds a copy of it. */
export class HeadAnchor {
  readonly #journal: JournalReader;
  readonly #log: Pick<Logger, 'info'>;
  #logged = 0;

  constructor(journal: JournalReader, log: Pick<Logger, 'info'>) {
    this.#journal = journal;
    this.#log = log;
  }

  log(): void {
    const { seq, hash } = this.#journal.head();
    if (seq === this.#logged) return;
    this.#logged = seq;
    this.#log.info({ journal: this.#journal.identity(), seq, hash } satisfies Anchor, ANCHOR_MESSAGE);
  }
}

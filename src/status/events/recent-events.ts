// The newest journal entries as event-stream frames, so that many subscribers cost one read and one serialisation.

import type { JournalReader } from '../../journal/reader.ts';
import { answerEvent } from '../answers/event-answer.ts';

export interface Frame {
  readonly seq: number;
  readonly account: string | null;
  /** One event in the format of server-sent events (WHATWG HTML). */
  readonly text: string;
}

export interface Page {
  /** All matching entries up to this number are included. */
  readonly through: number;
  readonly bytes: Uint8Array;
}

const KEPT = 2000;
const PAGE = 500;

export class RecentEvents {
  readonly #journal: JournalReader;
  #frames: Frame[] = [];
  #page:
    | (Page & { readonly after: number; readonly account: string | undefined; readonly seen: number })
    | undefined;
  /** All entries up to this number have been read. */
  #seen: number;

  constructor(journal: JournalReader) {
    this.#journal = journal;
    this.#seen = journal.head().seq;
  }

  /** Reads one page of new entries; returns false when there are none. */
  catchUp(): boolean {
    const events = this.#journal.events({ after: this.#seen, limit: PAGE });
    if (events.length === 0) return false;
    this.#frames.push(...events.map(frameOf));
    if (this.#frames.length > KEPT) this.#frames = this.#frames.slice(-KEPT);
    this.#seen = events.at(-1)?.seq ?? this.#seen;
    return true;
  }

  /** At most a page of the entries after `after`, of all accounts or one. Subscribers at the same position share it. */
  pageAfter(after: number, account: string | undefined): Page {
    const known = this.#page;
    if (known?.after === after && known.account === account && known.seen === this.#seen) return known;
    const { frames, through } = this.#after(after, account);
    const bytes = Buffer.from(frames.map(({ text }) => text).join(''));
    this.#page = { after, account, through, bytes, seen: this.#seen };
    return this.#page;
  }

  #after(after: number, account: string | undefined): { frames: readonly Frame[]; through: number } {
    const first = this.#frames[0]?.seq ?? this.#seen + 1;
    if (after + 1 < first) return this.#fromJournal(after, account);
    const from = this.#frames.findIndex(({ seq }) => seq > after);
    const page = from === -1 ? [] : this.#frames.slice(from, from + PAGE);
    return {
      frames: account === undefined ? page : page.filter((frame) => frame.account === account),
      through: page.at(-1)?.seq ?? after,
    };
  }

  #fromJournal(after: number, account: string | undefined): { frames: readonly Frame[]; through: number } {
    const events = this.#journal.events({
      after,
      limit: PAGE,
      ...(account === undefined ? {} : { account }),
    });
    // The journal has no more entries of this account; newer ones are read from memory.
    const through = events.length < PAGE ? Math.max(this.#seen, after) : (events.at(-1)?.seq ?? after);
    return { frames: events.filter(({ seq }) => seq <= through).map(frameOf), through };
  }
}

function frameOf(event: Parameters<typeof answerEvent>[0]): Frame {
  const { seq, account, kind } = event;
  return {
    seq,
    account,
    text: `id: ${seq}\nevent: ${kind}\ndata: ${JSON.stringify(answerEvent(event))}\n\n`,
  };
}

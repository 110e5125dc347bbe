// The newest journal entries as event-stream frames, so that many subscribers cost one read and one serialisation.

import type { JournalReader } from '../../journal/reader.ts';
import { answerEvent, PAGE_SIZE } from '../answers/event-answer.ts';

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
/** In characters. */
const KEPT_SIZE = 4 * PAGE_SIZE;
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
    const events = this.#journal.events({ after: this.#seen, limit: PAGE, size: PAGE_SIZE });
    if (events.length === 0) return false;
    this.#frames.push(...events.map(frameOf));
    this.#frames = newestWithin(this.#frames, KEPT, KEPT_SIZE);
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
    const page = from === -1 ? [] : oldestWithin(this.#frames.slice(from, from + PAGE), PAGE_SIZE);
    return {
      frames: account === undefined ? page : page.filter((frame) => frame.account === account),
      through: page.at(-1)?.seq ?? after,
    };
  }

  #fromJournal(after: number, account: string | undefined): { frames: readonly Frame[]; through: number } {
    const events = this.#journal.events({
      after,
      limit: PAGE,
      size: PAGE_SIZE,
      ...(account === undefined ? {} : { account }),
    });
    // Without any, the journal has no more entries of this account; newer ones are read from memory.
    const through = events.at(-1)?.seq ?? Math.max(this.#seen, after);
    return { frames: events.map(frameOf), through };
  }
}

/** At least one, and no more than that many characters altogether. */
function oldestWithin(frames: readonly Frame[], size: number): Frame[] {
  let sum = 0;
  const end = frames.findIndex(({ text }, index) => {
    sum += text.length;
    return index > 0 && sum > size;
  });
  return frames.slice(0, end === -1 ? frames.length : end);
}

function newestWithin(frames: readonly Frame[], count: number, size: number): Frame[] {
  return oldestWithin(frames.slice(-count).toReversed(), size).toReversed();
}

function frameOf(event: Parameters<typeof answerEvent>[0]): Frame {
  const { seq, account, kind } = event;
  return {
    seq,
    account,
    text: `id: ${seq}\nevent: ${kind}\ndata: ${JSON.stringify(answerEvent(event))}\n\n`,
  };
}

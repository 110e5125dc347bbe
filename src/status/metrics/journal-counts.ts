// Metrics computed from journal entries since the start of this process. They are computed when a scrape asks, so
// that an unmonitored host does no work for them.

import type { StoredEvent } from '../../journal/event.ts';
import type { JournalReader } from '../../journal/reader.ts';
import { PAGE_SIZE } from '../answers/event-answer.ts';
import type { Family } from './exposition.ts';
import { Histogram } from './histogram.ts';

const PAGE = 500;
const LONG = [0.1, 0.25, 0.5, 1, 2, 5, 10, 30, 60, 300, 1800];

export class JournalCounts {
  readonly #journal: JournalReader;
  readonly #edits = new Histogram({
    name: 'jopanel_edit_to_applied_seconds',
    help: 'Time from the last write to a set until its whole revision was in force.',
    buckets: LONG,
  });
  readonly #editedAt = new Map<string, { readonly revision: string; readonly at: number }>();
  readonly #reloads = new Map<string, number>();
  readonly #kinds = new Map<string, number>();
  #seen: number;

  /** @param from the last entry that is not counted */
  constructor(journal: JournalReader, from: number) {
    this.#journal = journal;
    this.#seen = from;
  }

  families(): Family[] {
    this.#catchUp();
    return [
      this.#edits.family(),
      counter('jopanel_service_reloads_total', 'Reloads, by service.', 'service', this.#reloads),
      counter('jopanel_events_total', 'Journal entries of this process, by kind.', 'kind', this.#kinds),
    ];
  }

  #catchUp(): void {
    for (;;) {
      const events = this.#journal.events({ after: this.#seen, limit: PAGE, size: PAGE_SIZE });
      for (const event of events) this.#take(event);
      this.#seen = events.at(-1)?.seq ?? this.#seen;
      if (events.length === 0) return;
    }
  }

  #take(event: StoredEvent): void {
    this.#kinds.set(event.kind, (this.#kinds.get(event.kind) ?? 0) + 1);
    if (event.kind === 'service.loaded') {
      const { service } = event.data;
      this.#reloads.set(service, (this.#reloads.get(service) ?? 0) + 1);
    } else if (event.kind === 'set.observed') {
      const { revision, changed_at } = event.data;
      this.#editedAt.set(event.account, { revision, at: changed_at ?? event.time });
    } else if (event.kind === 'revision.applied') {
      const edit = this.#editedAt.get(event.account);
      this.#editedAt.delete(event.account);
      if (edit?.revision === event.data.revision) this.#edits.observe((event.time - edit.at) / 1000);
    }
  }
}

function counter(name: string, help: string, label: string, counts: ReadonlyMap<string, number>): Family {
  const samples = [...counts].sort().map(([value, count]) => ({ labels: { [label]: value }, value: count }));
  return { name, help, type: 'counter', samples };
}

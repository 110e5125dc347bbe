// Journal entries in an answer, redacted.

import { z } from 'zod';
import { isoTime } from '../../host/clock.ts';
import type { StoredEvent } from '../../journal/event.ts';
import type { JournalReader } from '../../journal/reader.ts';
import { redactValue } from '../../model/redact.ts';
import { Time } from './shared.ts';

export const EventAnswer = z
  .object({
    seq: z.int(),
    time: Time,
    account: z.string().nullable(),
    kind: z.string(),
    data: z
      .record(z.string(), z.unknown())
      .meta({ description: 'As the kind has it; times are epoch milliseconds.' }),
    hash: z.string().meta({ description: 'Links the entry to the one before it.' }),
  })
  .meta({ id: 'Event' });
export type EventAnswer = z.infer<typeof EventAnswer>;

export const EventsAnswer = z
  .object({
    events: z.array(EventAnswer).meta({
      description:
        'Fewer than the limit where entries are large: a page has 4 MiB at most. Only an empty page says that there are no more.',
    }),
    next_after: z.int().meta({ description: 'For `after=`, to go on from here.' }),
  })
  .meta({ id: 'EventPage' });
export type EventsAnswer = z.infer<typeof EventsAnswer>;

export function answerEvent({ seq, time, account, kind, data, hash }: StoredEvent): EventAnswer {
  const clean = redactValue(data);
  return {
    seq,
    time: isoTime(time),
    account,
    kind,
    data: typeof clean === 'object' && clean !== null ? { ...clean } : {},
    hash,
  };
}

/** In characters of their data: no page holds much more than this, but for one entry that is larger. */
export const PAGE_SIZE = 4 * 1024 * 1024;

interface WantedEvents {
  readonly after?: number | undefined;
  readonly limit: number;
  /** The number of newest entries. */
  readonly last?: number | undefined;
  readonly account?: string;
}

export function answerEvents(journal: JournalReader, wanted: WantedEvents): EventsAnswer {
  const { after = 0, limit, last } = wanted;
  const whose = wanted.account === undefined ? {} : { account: wanted.account };
  const events =
    last === undefined
      ? journal.events({ after, limit, size: PAGE_SIZE, ...whose })
      : journal.events({ from: 'newest', limit: last, size: PAGE_SIZE, ...whose }).toReversed();
  return { events: events.map(answerEvent), next_after: events.at(-1)?.seq ?? after };
}

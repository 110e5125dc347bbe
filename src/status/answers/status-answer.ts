// The daemon and a summary of all of its accounts.

import { z } from 'zod';
import { isoTime } from '../../host/clock.ts';
import type { JournalReader } from '../../journal/reader.ts';
import { redactText } from '../../model/redact.ts';
import type { Settings } from '../../model/settings.ts';
import { PHASES } from '../../model/status/phase.ts';
import type { DaemonSnapshot } from '../daemon-snapshot.ts';
import { answerMirror, MIRROR_UNSEEN, MirrorAnswer } from './mirror-answer.ts';
import { RevisionName, Time, timeOrNull } from './shared.ts';

const Service = z
  .object({
    service: z.string(),
    desired: RevisionName.nullable().meta({ description: 'Digest of the files it should run with.' }),
    loaded: RevisionName.nullable().meta({ description: 'Digest of the files it last loaded.' }),
    in_sync: z.boolean().meta({ description: 'False while a reload is owed.' }),
    loaded_at: Time.nullable(),
    last_refusal: z
      .object({ at: Time, output: z.string() })
      .nullable()
      .meta({ description: "The checker's own words, when it refused what was last tested." }),
  })
  .meta({ id: 'Service' });

const Hold = z
  .object({
    what: z.enum(['guard', 'contest', 'quarantine']),
    subject: z.string().meta({ description: 'Which guard, resource or service.' }),
    account: z.string().nullable(),
    reason: z.string(),
    since: Time,
  })
  .meta({ id: 'Hold' });

export const StatusAnswer = z
  .object({
    version: z.string(),
    started_at: Time,
    ready: z.boolean().meta({ description: 'Whether the first pass over all accounts is done.' }),
    accounts: z.object({
      total: z.int(),
      by_phase: z.partialRecord(z.enum(PHASES), z.int()),
      degraded: z.int().meta({ description: 'Applied, and something of it does not work.' }),
    }),
    queue: z.object({
      dirty: z.int(),
      processing: z.int(),
      waiting: z.int().meta({ description: 'Failed, and to be tried again.' }),
      oldest_age_seconds: z.number(),
      next_retry_at: Time.nullable(),
    }),
    last_sweep_at: Time.nullable(),
    watch: z.object({
      watching: z.boolean(),
      hints: z.int(),
      last_hint_at: Time.nullable(),
      lost: z.int(),
      last_loss: z.string().nullable(),
    }),
    services: z.array(Service),
    held: z.array(Hold),
    journal: z.object({ seq: z.int(), hash: z.string() }),
    mirror: MirrorAnswer.nullable().meta({ description: 'MariaDB; null where the settings name none.' }),
  })
  .meta({ id: 'Status' });
export type StatusAnswer = z.infer<typeof StatusAnswer>;

export function answerStatus(
  journal: JournalReader,
  live: DaemonSnapshot,
  { version, settings, now }: { readonly version: string; readonly settings: Settings; readonly now: number },
): StatusAnswer {
  const byPhase = [...journal.countByPhase()];
  const { queue, watch } = live;
  const retries = queue.waiting.map(({ until }) => until);
  return {
    version,
    started_at: isoTime(live.startedAt),
    ready: live.readyAt !== null,
    accounts: {
      total: byPhase.reduce((sum, [, count]) => sum + count, 0),
      by_phase: Object.fromEntries(byPhase),
      degraded: [...journal.countDegraded().values()].reduce((sum, count) => sum + count, 0),
    },
    queue: {
      dirty: queue.dirty.length,
      processing: queue.processing.length,
      waiting: queue.waiting.length,
      oldest_age_seconds: queue.oldestAge / 1000,
      next_retry_at: retries.length === 0 ? null : isoTime(Math.min(...retries)),
    },
    last_sweep_at: timeOrNull(live.lastSweepAt),
    watch: {
      watching: watch.watching,
      hints: watch.hints,
      last_hint_at: timeOrNull(watch.lastHintAt),
      lost: watch.lost,
      last_loss: watch.lastLoss,
    },
    services: journal.services().map(({ service, desired, loaded, loadedAt, test }) => ({
      service,
      desired,
      loaded,
      in_sync: desired === loaded,
      loaded_at: timeOrNull(loadedAt),
      last_refusal:
        test === null || test.ok ? null : { at: isoTime(test.at), output: redactText(test.output) },
    })),
    held: holdsIn(journal),
    journal: journal.head(),
    mirror: settings.mariadb === null ? null : mirrorIn(journal, live, now),
  };
}

function mirrorIn(journal: JournalReader, { mirror }: DaemonSnapshot, now: number): MirrorAnswer {
  return mirror === null ? MIRROR_UNSEEN : answerMirror(journal, mirror, now);
}

function holdsIn(journal: JournalReader): StatusAnswer['held'] {
  return [
    ...journal.heldGuards().map(({ guard, account, reason, since }) => ({
      what: 'guard' as const,
      subject: guard,
      account,
      reason: redactText(reason),
      since: isoTime(since),
    })),
    ...journal.contests().map(({ resource, item, account, expected, found, since }) => ({
      what: 'contest' as const,
      subject: resource,
      account,
      reason: redactText(`${item} should be ${expected}, and something keeps making it ${found}`),
      since: isoTime(since),
    })),
    ...journal.quarantines().map(({ service, account, message, since }) => ({
      what: 'quarantine' as const,
      subject: service,
      account,
      reason: redactText(message),
      since: isoTime(since),
    })),
  ];
}

// The state of the MariaDB mirror in an answer.

import { z } from 'zod';
import { isoTime } from '../../host/clock.ts';
import type { JournalReader } from '../../journal/reader.ts';
import type { MirrorView } from '../../mirror/mirror-view.ts';
import { redactText } from '../../model/redact.ts';
import { Time, timeOrNull } from './shared.ts';

export const MirrorAnswer = z
  .object({
    state: z.enum(['starting', 'in_step', 'catching_up', 'down']),
    cursor: z.int().meta({ description: 'The audit log has the journal up to this entry.' }),
    lag: z.object({
      events: z.int(),
      seconds: z.number().meta({ description: 'Age of the oldest entry that is not mirrored.' }),
    }),
    in_step_at: Time.nullable().meta({ description: 'When it last had everything.' }),
    next_try_at: Time.nullable(),
    last_error: z
      .object({ since: Time, message: z.string(), remedy: z.string() })
      .nullable()
      .meta({ description: 'Why it is down; null when it is not.' }),
  })
  .meta({ id: 'Mirror' });
export type MirrorAnswer = z.infer<typeof MirrorAnswer>;

/** The answer before the engine has reported the mirror's state. */
export const MIRROR_UNSEEN: MirrorAnswer = {
  state: 'starting',
  cursor: 0,
  lag: { events: 0, seconds: 0 },
  in_step_at: null,
  next_try_at: null,
  last_error: null,
};

export function answerMirror(journal: JournalReader, view: MirrorView, now: number): MirrorAnswer {
  const { state, auditThrough, inStepAt, nextTryAt, fault } = view;
  const { events, seconds } = mirrorLag(journal, view, now);
  return {
    state,
    cursor: auditThrough,
    lag: { events, seconds },
    in_step_at: timeOrNull(inStepAt),
    next_try_at: timeOrNull(nextTryAt),
    last_error:
      fault === null
        ? null
        : { since: isoTime(fault.since), message: redactText(fault.message), remedy: fault.remedy },
  };
}

export function mirrorLag(
  journal: JournalReader,
  { auditThrough }: MirrorView,
  now: number,
): { readonly events: number; readonly seconds: number } {
  const after = Math.max(auditThrough, journal.prunedThrough());
  const [oldest] = journal.links(after, { limit: 1, size: 1 });
  if (oldest === undefined) return { events: 0, seconds: 0 };
  return { events: journal.head().seq - after, seconds: Math.max(0, now - oldest.time) / 1000 };
}

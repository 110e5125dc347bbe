import { z } from 'zod';
import { errorMessage } from '../../model/error-message.ts';
import { NOTHING, type Reading, refuse, route } from '../route.ts';

const Well = z.object({ ok: z.literal(true) });

/** One account that takes this long means that a command hangs, for each of them has a time limit. */
const STUCK_MS = 15 * 60_000;
/** It answers between any two steps, and none of these keeps it busy by itself for long. */
const SILENT_MS = 60_000;

export const isHealthy = route({
  path: '/healthz',
  summary: 'Whether the daemon works: its engine answers, its journal can be read, no account is stuck',
  query: NOTHING,
  answer: Well,
  refusals: [503],
  handle(reading) {
    const silence = reading.now() - reading.seenAt();
    if (silence > SILENT_MS)
      return refuse(
        503,
        'silent',
        `the engine has not answered for ${Math.round(silence / 1000)} s`,
        'see the log',
      );
    const { queue } = reading.live();
    const stuck = queue.processing.filter(({ startedAt }) => reading.now() - startedAt > STUCK_MS);
    const [first] = stuck;
    if (first !== undefined)
      return refuse(
        503,
        'stuck',
        `${first.username} has been in processing for over 15 minutes`,
        'see the log',
      );
    return journalAnswers(reading);
  },
});

export const isReady = route({
  path: '/readyz',
  summary: 'Whether what the files say has been looked at once, and changes are watched for',
  query: NOTHING,
  answer: Well,
  refusals: [503],
  handle(reading) {
    const { readyAt, watch } = reading.live();
    if (!watch.watching) return refuse(503, 'not_watching', 'the users folder is not watched yet', 'wait');
    if (readyAt === null)
      return refuse(503, 'starting', 'the first pass over all accounts is not done', 'wait');
    return journalAnswers(reading);
  },
});

function journalAnswers({ journal }: Reading) {
  try {
    journal.head();
    return { ok: true as const, value: { ok: true as const } };
  } catch (error) {
    const why = errorMessage(error);
    return refuse(503, 'journal', `the journal cannot be read: ${why}`, 'run: jopanel journal verify');
  }
}

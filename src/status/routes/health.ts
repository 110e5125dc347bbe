import { z } from 'zod';
import { errorMessage } from '../../model/error-message.ts';
import type { StatusContext } from '../context.ts';
import { errorReply, NO_PARAMETERS, route } from '../route.ts';

const Well = z.object({ ok: z.literal(true) }).meta({ id: 'Health' });

/** Every command has a time limit, so an account that takes this long means that one hangs. */
const STUCK_MS = 15 * 60_000;
/** The engine answers between any two steps, and no single step keeps it busy for this long. */
const SILENT_MS = 60_000;

export const isHealthy = route({
  path: '/healthz',
  operationId: 'GetHealth',
  summary: 'Whether the daemon works: its engine answers, its journal can be read, no account is stuck',
  query: NO_PARAMETERS,
  answer: Well,
  errors: [503],
  handle(context) {
    const silence = context.monotonic() - context.snapshotAt();
    if (silence > SILENT_MS)
      return errorReply(
        503,
        'silent',
        `the engine has not answered for ${Math.round(silence / 1000)} s`,
        'see the log',
      );
    const { queue } = context.snapshot();
    const first = queue.processing.find(({ runningMs }) => runningMs + silence > STUCK_MS);
    if (first !== undefined)
      return errorReply(
        503,
        'stuck',
        `${first.username} has been in processing for over 15 minutes`,
        'see the log',
      );
    return journalAnswers(context);
  },
});

export const isReady = route({
  path: '/readyz',
  operationId: 'GetReadiness',
  summary: 'Whether what the files say has been looked at once, and changes are watched for',
  query: NO_PARAMETERS,
  answer: Well,
  errors: [503],
  handle(context) {
    const { readyAt, watch } = context.snapshot();
    if (!watch.watching)
      return errorReply(503, 'not_watching', 'the users folder is not watched yet', 'wait');
    if (readyAt === null)
      return errorReply(503, 'starting', 'the first pass over all accounts is not done', 'wait');
    return journalAnswers(context);
  },
});

function journalAnswers({ journal }: StatusContext) {
  try {
    journal.head();
    return { ok: true as const, value: { ok: true as const } };
  } catch (error) {
    const why = errorMessage(error);
    return errorReply(503, 'journal', `the journal cannot be read: ${why}`, 'run: jopanel journal verify');
  }
}

import { errorMessage } from '../../model/error-message.ts';
import { type OperatorReply, type OperatorRequest, replyToAll } from '../../model/operator-request.ts';
import type { Queue } from '../../queue/queue.ts';
import type { PurgeQueue } from '../retire/purge-queue.ts';
import type { Retirement } from '../retire/retirement.ts';

export interface AnswerParts {
  readonly queue: Queue;
  readonly retirement: Retirement;
  readonly purges: PurgeQueue;
  readonly stop: AbortSignal;
}

/** Resolves when the loop may go on; the reply to a purge comes later, once the purge is over. */
export async function answerRequest(
  request: OperatorRequest,
  { queue, retirement, purges, stop }: AnswerParts,
  reply: (reply: OperatorReply) => void,
): Promise<void> {
  switch (request.kind) {
    case 'apply':
      for (const username of request.usernames) queue.hint(username, 'ask');
      reply(new Map());
      return;
    case 'retire':
      try {
        reply(await retirement.retireConfirmed(request.usernames, stop));
      } catch (error) {
        reply(replyToAll(request, errorMessage(error)));
      }
      return;
    case 'purge':
      void purges.start(request.username).then(reply);
      return;
  }
}

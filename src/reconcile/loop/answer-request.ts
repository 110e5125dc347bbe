import { errorMessage } from '../../model/error-message.ts';
import { type OperatorReply, type OperatorRequest, replyToAll } from '../../model/operator-request.ts';
import type { Queue } from '../../queue/queue.ts';
import type { AfterPhase } from '../after/after-phase.ts';
import type { ManagedAccounts } from '../intake/managed-accounts.ts';
import type { Overrides } from '../override/overrides.ts';
import type { Recorder } from '../record/recorder.ts';
import type { PurgeQueue } from '../retire/purge-queue.ts';
import type { Retirement } from '../retire/retirement.ts';
import type { RunExclusive } from '../wave/run-exclusive.ts';
import type { WaveRunner } from '../wave/wave-runner.ts';

interface AnswerDependencies {
  readonly queue: Queue;
  readonly accounts: ManagedAccounts;
  readonly overrides: Overrides;
  readonly waves: WaveRunner;
  readonly recorder: Recorder;
  readonly retirement: Retirement;
  readonly purges: PurgeQueue;
  readonly runExclusive: RunExclusive;
  readonly after: Pick<AfterPhase, 'request'>;
  readonly stop: AbortSignal;
}

/** Resolves when the loop may go on; the reply to a retirement or a purge comes later, once that is over. */
export async function answerRequest(
  request: OperatorRequest,
  dependencies: AnswerDependencies,
  reply: (reply: OperatorReply) => void,
): Promise<void> {
  const { queue, retirement, purges, after, runExclusive, stop } = dependencies;
  switch (request.kind) {
    case 'apply':
      for (const username of request.usernames)
        queue.hint(username, request.edited === true ? 'edit' : 'ask');
      reply(new Map());
      return;
    case 'redo': {
      const { username, resource, items } = request;
      for (const item of items) after.request({ account: username, resource, item });
      queue.hint(username, 'ask');
      reply(new Map());
      return;
    }
    case 'retire':
      void retirement
        .retireConfirmed(request.usernames, { runExclusive, stop })
        .catch((error: unknown) => replyToAll(request, errorMessage(error)))
        .then(reply);
      return;
    case 'purge':
      void purges.start(request.username).then(reply);
      return;
    case 'override':
      try {
        reply(await override(request, dependencies));
      } catch (error) {
        reply(replyToAll(request, errorMessage(error)));
      }
      return;
  }
}

/** In force at once, by a wave of its own: the account's files may be such that no pass would take them. */
async function override(
  request: Extract<OperatorRequest, { kind: 'override' }>,
  { queue, accounts, overrides, waves, recorder, stop }: AnswerDependencies,
): Promise<OperatorReply> {
  const { username } = request;
  const account = await overrides.give(username, request);
  if (typeof account === 'string') return new Map([[username, account]]);
  const wave = await waves.run([accounts.targetOf(account)], { trigger: 'ask', stop });
  recorder.recordKept(wave, [account]);
  queue.hint(username, 'ask');
  return new Map();
}

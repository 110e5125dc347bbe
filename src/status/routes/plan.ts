import { z } from 'zod';
import { answerPlan } from '../answer-plan.ts';
import { PlanAnswer } from '../answers/plan-answer.ts';
import { PlanRefusedError } from '../plan-desk.ts';
import { NOTHING, type Reading, type Reply, refuse, route } from '../route.ts';
import { accountRoute } from './account-route.ts';

export const planAccount = accountRoute({
  path: '/v1/users/{username}/plan',
  summary: 'What would be done for this account now, step by step, with file diffs',
  query: NOTHING,
  answer: PlanAnswer,
  brief: false,
  refusals: [503],
  handle: (reading, { account }) => planOf(reading, [account.username]),
});

export const planAll = route({
  path: '/v1/plan',
  summary: 'The same for some accounts, or for everyone who has a folder or had one',
  query: z.strictObject({
    users: z.string().max(100_000).optional().meta({ description: 'Usernames, with commas between them.' }),
  }),
  answer: PlanAnswer,
  brief: false,
  refusals: [503],
  handle: (reading, { query: { users } }) =>
    planOf(reading, users === undefined ? reading.everyone() : users.split(',').filter(Boolean)),
});

async function planOf(reading: Reading, usernames: readonly string[]): Promise<Reply<PlanAnswer>> {
  try {
    const plan = await reading.plan(usernames);
    return {
      ok: true,
      value: answerPlan(plan, usernames, (item) => reading.journal.owns(item)?.state === 'present'),
    };
  } catch (error) {
    if (!(error instanceof PlanRefusedError)) throw error;
    return refuse(503, 'busy', error.message, 'ask again in a moment');
  }
}

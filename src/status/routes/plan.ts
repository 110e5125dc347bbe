import { z } from 'zod';
import { answerPlan } from '../answer-plan.ts';
import { PlanAnswer } from '../answers/plan-answer.ts';
import { PlanRefusedError } from '../plan-limiter.ts';
import { words } from '../query.ts';
import { NOTHING, type Reading, type Reply, refuse, route } from '../route.ts';
import { accountRoute, noSuchAccount } from './account-route.ts';

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
    users: words(100_000).optional().meta({ description: 'Usernames, with commas between them.' }),
  }),
  answer: PlanAnswer,
  brief: false,
  refusals: [404, 503],
  handle(reading, { query: { users } }) {
    const everyone = reading.everyone();
    if (users === undefined) return planOf(reading, everyone);
    const asked = users.split(',').filter(Boolean);
    const stranger = asked.find((username) => !everyone.includes(username));
    return stranger === undefined ? planOf(reading, asked) : noSuchAccount(reading, stranger);
  },
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

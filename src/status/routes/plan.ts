import { z } from 'zod';
import { describePlan } from '../answers/describe-plan.ts';
import { PlanAnswer } from '../answers/plan-answer.ts';
import type { StatusContext } from '../context.ts';
import { PlanRefusedError } from '../plan-limiter.ts';
import { textParam } from '../query.ts';
import { errorReply, NO_PARAMETERS, type Reply, route } from '../route.ts';
import { accountRoute, noSuchAccount } from './account-route.ts';

export const planAccount = accountRoute({
  path: '/v1/users/{username}/plan',
  operationId: 'GetPlan',
  summary: 'What would be done for this account now, step by step, with file diffs',
  query: NO_PARAMETERS,
  answer: PlanAnswer,
  cacheable: false,
  errors: [503],
  handle: (context, { account }) => planOf(context, [account.username]),
});

export const planAll = route({
  path: '/v1/plan',
  operationId: 'GetPlans',
  summary: 'The same for some accounts, or for everyone who has a folder or had one',
  query: z.strictObject({
    users: textParam(100_000).optional().meta({ description: 'Usernames, with commas between them.' }),
  }),
  answer: PlanAnswer,
  cacheable: false,
  errors: [404, 503],
  handle(context, { query: { users } }) {
    const everyone = context.usernames();
    if (users === undefined) return planOf(context, everyone);
    const asked = users.split(',').filter(Boolean);
    const stranger = asked.find((username) => !everyone.includes(username));
    return stranger === undefined ? planOf(context, asked) : noSuchAccount(context, stranger);
  },
});

async function planOf(context: StatusContext, usernames: readonly string[]): Promise<Reply<PlanAnswer>> {
  try {
    const plan = await context.plan(usernames);
    return {
      ok: true,
      value: describePlan(plan, usernames, (item) => context.journal.owns(item)?.state === 'present'),
    };
  } catch (error) {
    if (!(error instanceof PlanRefusedError)) throw error;
    return errorReply(503, 'busy', error.message, 'ask again in a moment');
  }
}

import { z } from 'zod';
import { answerEvents, EventsAnswer } from '../answers/event-answer.ts';
import { wholeNumber, wholeNumberOr } from '../query.ts';
import { route } from '../route.ts';
import { accountRoute } from './account-route.ts';

const MOST = 1000;

const EventsParams = z.strictObject({
  after: wholeNumber({ least: 0, most: Number.MAX_SAFE_INTEGER }, 'Only entries with a greater number.'),
  limit: wholeNumberOr(100, { least: 1, most: MOST }),
  last: wholeNumber(
    { least: 1, most: MOST },
    'This many of the newest entries, instead of those after a number.',
  ),
});

export const listEvents = route({
  path: '/v1/events',
  follows: true,
  operationId: 'ListEvents',
  summary: 'Journal entries, oldest first; with `Accept: text/event-stream` it follows',
  query: EventsParams,
  answer: EventsAnswer,
  handle: ({ journal }, { query }) => ({ ok: true, value: answerEvents(journal, query) }),
});

export const listAccountEvents = accountRoute({
  path: '/v1/users/{username}/events',
  operationId: 'ListUserEvents',
  includesPurged: true,
  follows: true,
  summary: 'The same for one account',
  query: EventsParams,
  answer: EventsAnswer,
  handle: ({ journal }, { query, account: { username } }) => ({
    ok: true,
    value: answerEvents(journal, { ...query, account: username }),
  }),
});

import { z } from 'zod';
import { answerEvents, EventsAnswer } from '../answers/event-answer.ts';
import { wholeNumber } from '../query.ts';
import { route } from '../route.ts';
import { accountRoute } from './account-route.ts';

const MOST = 1000;

export const EventsQuery = z.strictObject({
  after: wholeNumber(0, Number.MAX_SAFE_INTEGER)
    .optional()
    .meta({ description: 'Only entries with a greater number.' }),
  limit: wholeNumber(1, MOST).prefault('100'),
  last: wholeNumber(1, MOST)
    .optional()
    .meta({ description: 'The newest so many, instead of those after a number.' }),
});

export const listEvents = route({
  path: '/v1/events',
  summary: 'Journal entries, oldest first; with `Accept: text/event-stream` it follows',
  query: EventsQuery,
  answer: EventsAnswer,
  handle: ({ journal }, { query }) => ({ ok: true, value: answerEvents(journal, query) }),
});

export const listAccountEvents = accountRoute({
  path: '/v1/users/{username}/events',
  ofPast: true,
  summary: 'The same for one account',
  query: EventsQuery,
  answer: EventsAnswer,
  handle: ({ journal }, { query, account: { username } }) => ({
    ok: true,
    value: answerEvents(journal, { ...query, account: username }),
  }),
});

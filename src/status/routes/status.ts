import { answerStatus, StatusAnswer } from '../answers/status-answer.ts';
import { NOTHING, route } from '../route.ts';

export const showStatus = route({
  path: '/v1/status',
  summary: 'The daemon, its accounts by phase, its services, and anything held back and why',
  query: NOTHING,
  answer: StatusAnswer,
  handle: ({ journal, live, version, settings, now }) => ({
    ok: true,
    value: journal.consistently(() => answerStatus(journal, live(), { version, settings, now: now() })),
  }),
});

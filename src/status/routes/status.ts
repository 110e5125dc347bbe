import { answerStatus, StatusAnswer } from '../answers/status-answer.ts';
import { NO_PARAMETERS, route } from '../route.ts';

export const showStatus = route({
  path: '/v1/status',
  operationId: 'GetStatus',
  summary: 'The daemon, its accounts by phase, its services, and anything held back and why',
  query: NO_PARAMETERS,
  answer: StatusAnswer,
  handle: ({ journal, snapshot, version, settings, now }) => ({
    ok: true,
    value: journal.consistently(() => answerStatus(journal, snapshot(), { version, settings, now: now() })),
  }),
});

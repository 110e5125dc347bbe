import { z } from 'zod';
import { type RetiredAnswer, RetiredAnswer as RetiredAnswerSchema } from '../answers.ts';
import { noSuchAccountProblem, unmatched } from '../change-account.ts';
import { JSON_TYPES, type Operation } from '../operation.ts';
import { problemReply } from '../problem-document.ts';
import { findingAt, invalidRequest } from '../request-body.ts';
import { setValues } from '../set-values.ts';

const LOCK_WAIT_MS = 5000;

const Body = z
  .strictObject({ confirm: z.string().meta({ description: 'The username once more.' }) })
  .meta({ id: 'Confirmation' });

export const retireUser: Operation = {
  operationId: 'RetireUser',
  method: 'DELETE',
  path: '/v1/users/{username}',
  summary: 'Take the folder away, so that the account is retired; its home stays',
  body: Body,
  example: { confirm: 'joko' },
  mediaTypes: JSON_TYPES,
  ifMatch: 'optional',
  answer: RetiredAnswerSchema,
  statuses: [200, 202],
  async handle(context, request) {
    const { username = '' } = request.params;
    const { confirm } = Body.parse(request.body);
    if (confirm !== username)
      return invalidRequest([
        findingAt(['confirm'], 'is not the username of the path', `send ${JSON.stringify(username)}`),
      ]);
    const { users } = context;
    if (users.fingerprint(username) === undefined) return noSuchAccountProblem(username);
    const done = (retired: boolean, message: string): RetiredAnswer => ({ username, retired, message });
    if (request.dryRun)
      return { ok: true, status: 200, value: done(false, `${username} would be retired`), headers: {} };
    const locked = await users.withLock(username, { waitMs: LOCK_WAIT_MS }, async () => {
      const read = users.read(username);
      const texts = read.state === 'read' ? read.files : new Map();
      const current = setValues(
        new Map([...texts].map(([name, bytes]) => [name, new TextDecoder().decode(bytes)])),
      );
      const revision = current.ok ? current.values.revision : 'unreadable';
      return unmatched(request, revision) ?? users.remove(username);
    });
    if (!locked.ok) return problemReply('busy', locked.why, 'send the request again');
    const removed = locked.value;
    if ('document' in removed) return removed;
    if (!removed.ok)
      return removed.reason === 'gone'
        ? noSuchAccountProblem(username)
        : problemReply('failed', removed.why, 'see the disk of the host');
    context.record({ operation: 'RetireUser', username, caller: request.caller, revision: null, files: [] });
    const why = await context.order({ kind: 'retire', username });
    return why === undefined
      ? { ok: true, status: 200, value: done(true, 'everything is withdrawn; the home stays'), headers: {} }
      : {
          ok: true,
          status: 202,
          value: done(false, `the folder is gone; not retired yet: ${why}`),
          headers: {},
        };
  },
};

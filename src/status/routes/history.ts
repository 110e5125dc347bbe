import { z } from 'zod';
import { ContentState } from '../../journal/states.ts';
import { whyNotKept } from '../../journal/why-not-kept.ts';
import { redactValue } from '../../model/redact.ts';
import { RevisionName, Time, timeOf, timeOrNull } from '../answers/shared.ts';
import { errorReply, NO_PARAMETERS } from '../route.ts';
import { accountRoute } from './account-route.ts';

export const HistoryAnswer = z
  .object({
    username: z.string(),
    revisions: z
      .array(
        z.object({
          revision: RevisionName,
          accepted_at: Time,
          applied_at: Time.nullable().meta({
            description: 'When it was last in force as a whole; null: never.',
          }),
          desired: z.boolean(),
          in_force: z.boolean(),
          content: ContentState.meta({
            description:
              'Whether its files can be shown and restored. over_budget: the account changed more in a day than the journal keeps of it, and this revision was neither the newest nor in force. expunged: it held a secret that was taken out of the journal.',
          }),
        }),
      )
      .meta({ description: 'Newest first. The same revision may come up more than once.' }),
  })
  .meta({ id: 'History' });
export type HistoryAnswer = z.infer<typeof HistoryAnswer>;

export const showHistory = accountRoute({
  path: '/v1/users/{username}/history',
  operationId: 'GetHistory',
  summary: 'Every accepted revision, newest first',
  query: NO_PARAMETERS,
  answer: HistoryAnswer,
  handle({ journal }, { account }) {
    const newest = new Set<string>();
    const revisions = journal.revisionsOf(account.username).map(({ revision, time, appliedAt, content }) => {
      const first = !newest.has(revision);
      newest.add(revision);
      return {
        revision,
        accepted_at: timeOf(time),
        applied_at: timeOrNull(appliedAt),
        desired: first && revision === account.desiredRevision,
        in_force: first && revision === account.appliedRevision,
        content,
      };
    });
    return { ok: true, value: { username: account.username, revisions } };
  },
});

export const RevisionAnswer = z
  .object({
    username: z.string(),
    revision: RevisionName,
    files: z
      .record(z.string(), z.unknown())
      .meta({ description: 'account, domains, limits, services and ssh, parsed; secrets are taken out.' }),
  })
  .meta({ id: 'PastRevision' });
export type RevisionAnswer = z.infer<typeof RevisionAnswer>;

export const showRevision = accountRoute({
  path: '/v1/users/{username}/revisions/{revision}',
  operationId: 'GetRevision',
  summary: 'The five files of one past revision; the first digits of its hash are enough',
  query: NO_PARAMETERS,
  answer: RevisionAnswer,
  handle({ journal }, { account, params }) {
    const wanted = (params.revision ?? '').replace(/^sha256:/, '');
    const all = new Map(journal.revisionsOf(account.username).map((each) => [each.revision, each.content]));
    const matching = [...all.keys()].filter((revision) => revision.startsWith(`sha256:${wanted}`));
    const [revision] = matching;
    const text = revision === undefined ? undefined : journal.revisionText(revision);
    if (wanted === '' || revision === undefined)
      return errorReply(
        404,
        'no_such_revision',
        `${account.username} never had this revision`,
        `see: jopanel history ${account.username}`,
      );
    if (matching.length > 1)
      return errorReply(
        404,
        'ambiguous_revision',
        `${matching.length} revisions begin so`,
        'give more digits',
      );
    if (text === undefined)
      return errorReply(
        404,
        'content_not_kept',
        whyNotKept(revision, all.get(revision)),
        `see: jopanel history ${account.username}`,
      );
    const files = redactValue(JSON.parse(text));
    return {
      ok: true,
      value: {
        username: account.username,
        revision,
        files: typeof files === 'object' && files !== null ? { ...files } : {},
      },
    };
  },
});

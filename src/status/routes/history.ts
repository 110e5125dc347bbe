import { z } from 'zod';
import { isoTime } from '../../host/clock.ts';
import type { JournalReader } from '../../journal/reader.ts';
import { ContentState } from '../../journal/states.ts';
import { whyNotKept } from '../../journal/why-not-kept.ts';
import { changedFields } from '../../model/changed-fields.ts';
import { isJsonObject, type JsonObject } from '../../model/json/json-value.ts';
import { tryParseJson } from '../../model/json/try-parse-json.ts';
import { redactValue } from '../../model/redact.ts';
import { RevisionName, Time, timeOrNull } from '../answers/shared.ts';
import { errorReply, NO_PARAMETERS } from '../route.ts';
import { accountRoute } from './account-route.ts';

/** Comparing revisions takes time, and an account may have thousands, or large ones: the newest are compared. */
const COMPARED_CHARACTERS = 2_000_000;

export const HistoryAnswer = z
  .object({
    username: z.string(),
    revisions: z
      .array(
        z.object({
          revision: RevisionName,
          accepted_at: Time,
          actor: z.string().nullable().meta({
            description: 'Who changed the files; null: by hand, or by a tool that does not say so.',
          }),
          changes: z.array(z.string()).nullable().meta({
            description:
              'The fields that differ from the revision before, without values; null: it is the first one, or one of the two is not kept, or is older than the newest 2 MB of them.',
          }),
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
    const accepted = journal.revisionsOf(account.username);
    const valuesOf = revisionReader(journal);
    const revisions = accepted.map(({ seq, revision, time, appliedAt, content }, index) => {
      const first = !newest.has(revision);
      newest.add(revision);
      return {
        revision,
        accepted_at: isoTime(time),
        actor: journal.authorOf(seq) ?? null,
        changes: changesBetween(accepted[index + 1]?.revision, revision),
        applied_at: timeOrNull(appliedAt),
        desired: first && revision === account.desiredRevision,
        in_force: first && revision === account.appliedRevision,
        content,
      };
    });
    return { ok: true, value: { username: account.username, revisions } };

    function changesBetween(before: string | undefined, after: string): string[] | null {
      const now = valuesOf(after);
      const old = before === undefined ? undefined : valuesOf(before);
      return old === undefined || now === undefined ? null : [...changedFields(old, now)];
    }
  },
});

/** Reads each revision once, and none beyond the budget. */
function revisionReader(journal: JournalReader): (revision: string) => JsonObject | undefined {
  const known = new Map<string, JsonObject | undefined>();
  let left = COMPARED_CHARACTERS;
  return (revision) => {
    if (known.has(revision) || left <= 0) return known.get(revision);
    const text = journal.revisionText(revision) ?? '';
    left -= text.length;
    const value = tryParseJson(text);
    known.set(revision, isJsonObject(value) ? value : undefined);
    return known.get(revision);
  };
}

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

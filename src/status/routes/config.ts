import { z } from 'zod';
import type { AccountState } from '../../journal/account-state.ts';
import { tryParseJson } from '../../model/json/try-parse-json.ts';
import { redactValue } from '../../model/redact.ts';
import { revisionOf } from '../../model/revision.ts';
import { RevisionName } from '../answers/shared.ts';
import type { StatusContext } from '../context.ts';
import { NO_PARAMETERS } from '../route.ts';
import { accountRoute } from './account-route.ts';

const File = z
  .unknown()
  .meta({ description: 'As parsed, but for secrets; null when it is missing or no JSON.' });

export const ConfigAnswer = z
  .object({
    username: z.string(),
    source: z
      .enum(['files', 'journal'])
      .meta({ description: 'The files on the disk; or, when the folder is gone, the last accepted set.' }),
    accepted_revision: RevisionName.nullable(),
    account: File,
    limits: File,
    domains: File,
    services: File,
    ssh: File,
    meta: File,
  })
  .meta({ id: 'Config' });
export type ConfigAnswer = z.infer<typeof ConfigAnswer>;

const NAMES = ['account', 'limits', 'domains', 'services', 'ssh', 'meta'] as const;

export const showConfig = accountRoute({
  path: '/v1/users/{username}/config',
  operationId: 'GetConfig',
  summary: 'The six files, parsed; secrets are taken out. The ETag is the revision',
  query: NO_PARAMETERS,
  answer: ConfigAnswer,
  // A writer that reads what it has just written gets that, and the revision to match next.
  cacheable: false,
  handle(context, { account }) {
    const texts = context.files(account.username);
    const files = texts === undefined ? kept(context, account) : parsedFiles(texts);
    const shown = (name: (typeof NAMES)[number]) => redactValue(files[name] ?? null);
    const etag = revisionOfFiles(files);
    return {
      ok: true,
      ...(etag === undefined ? {} : { etag }),
      value: {
        username: account.username,
        source: texts === undefined ? ('journal' as const) : ('files' as const),
        accepted_revision: account.desiredRevision,
        account: shown('account'),
        limits: shown('limits'),
        domains: shown('domains'),
        services: shown('services'),
        ssh: shown('ssh'),
        meta: shown('meta'),
      },
    };
  },
});

/** Undefined while a file is missing or is no JSON: such a set has no revision. */
function revisionOfFiles({ account, domains, limits, services, ssh }: Files): string | undefined {
  const parts = { account, domains, limits, services, ssh };
  return Object.values(parts).some((part) => part === null || part === undefined)
    ? undefined
    : revisionOf(parts);
}

type Files = Readonly<Record<string, unknown>>;

function parsedFiles(texts: ReadonlyMap<string, string>): Files {
  return Object.fromEntries(NAMES.map((name) => [name, parsed(texts.get(`${name}.json`))]));
}

function kept({ journal }: StatusContext, { desiredRevision }: AccountState): Files {
  const value = parsed(desiredRevision === null ? undefined : journal.revisionText(desiredRevision));
  return typeof value === 'object' && value !== null ? { ...value } : {};
}

function parsed(text: string | undefined): unknown {
  return (text === undefined ? undefined : tryParseJson(text)) ?? null;
}

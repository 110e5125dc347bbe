import { z } from 'zod';
import type { AccountState } from '../../journal/account-state.ts';
import { redactValue } from '../../model/redact.ts';
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
  summary: 'The six files, parsed; secrets are taken out',
  query: NO_PARAMETERS,
  answer: ConfigAnswer,
  handle(context, { account }) {
    const texts = context.files(account.username);
    const files = texts === undefined ? kept(context, account) : parsedFiles(texts);
    const shown = (name: (typeof NAMES)[number]) => redactValue(files[name] ?? null);
    return {
      ok: true,
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

type Files = Readonly<Record<string, unknown>>;

function parsedFiles(texts: ReadonlyMap<string, string>): Files {
  return Object.fromEntries(NAMES.map((name) => [name, parse(texts.get(`${name}.json`))]));
}

function kept({ journal }: StatusContext, { desiredRevision }: AccountState): Files {
  const value = parse(desiredRevision === null ? undefined : journal.revisionText(desiredRevision));
  return typeof value === 'object' && value !== null ? { ...value } : {};
}

function parse(text: string | undefined): unknown {
  try {
    return text === undefined ? null : JSON.parse(text);
  } catch {
    return null;
  }
}

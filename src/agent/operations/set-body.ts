// The parts of a set as request bodies name them: `limits` for `limits.json`.

import { z } from 'zod';
import type { SetEdit } from '../../desired/write-set.ts';
import { AccountFile } from '../../model/files/account-file.ts';
import { DomainsFile } from '../../model/files/domains-file.ts';
import { LimitsFile } from '../../model/files/limits-file.ts';
import { ServicesFile } from '../../model/files/services-file.ts';
import { SshFile } from '../../model/files/ssh-file.ts';
import type { JsonObject } from '../../model/json/json-value.ts';
import { isJsonObject } from '../../model/json/json-value.ts';
import { fileNameOf, type RevisionFile } from '../../model/set-files.ts';
import { mergePatchEdits } from '../merge-patch.ts';
import type { ProblemReply } from '../problem-document.ts';
import { findingAt, invalidRequest } from '../request-body.ts';
import type { SetValues } from '../set-values.ts';

const part = (title: string) =>
  z
    .record(z.string(), z.unknown())
    .meta({ title, description: `Fields of ${title}, as its JSON Schema has them.` });

export const PATCH_PARTS = {
  account: part('account.json').optional(),
  limits: part('limits.json').optional(),
  domains: part('domains.json').optional(),
  services: part('services.json').optional(),
  ssh: part('ssh.json').optional(),
};

export const WHOLE_PARTS = {
  account: part('account.json'),
  limits: part('limits.json'),
  domains: part('domains.json'),
  services: part('services.json'),
  ssh: part('ssh.json'),
};

export const PARTS: readonly RevisionFile[] = ['account', 'limits', 'domains', 'services', 'ssh'];

const SCHEMAS: Readonly<Record<RevisionFile, z.ZodObject>> = {
  account: AccountFile,
  limits: LimitsFile,
  domains: DomainsFile,
  services: ServicesFile,
  ssh: SshFile,
};

export function partOf(body: JsonObject, name: RevisionFile): JsonObject | undefined {
  const value = body[name];
  return isJsonObject(value) ? value : undefined;
}

/** The edits of a merge patch of one file. A key that is required and may be null is set to null, not removed. */
export function patchEdits(name: RevisionFile, now: JsonObject, patch: JsonObject): SetEdit[] {
  const file = fileNameOf(name);
  const shape: Readonly<Record<string, z.core.$ZodType>> = SCHEMAS[name].shape;
  return mergePatchEdits(now, patch).map((edit) => {
    const [key, ...deeper] = edit.path;
    const schema = edit.value === undefined && deeper.length === 0 ? shape[String(key)] : undefined;
    return { ...edit, file, value: schema !== undefined && isRequiredNull(schema) ? null : edit.value };
  });
}

function isRequiredNull(schema: z.core.$ZodType): boolean {
  return z.safeParse(schema, null).success && !z.safeParse(schema, undefined).success;
}

/** Who an account is never changes: the daemon gives out the ids, and the home stays where it is. */
const IDENTITY = ['username', 'uid', 'gid', 'home_dir'] as const;

/** @param wanted the `account` part of a request. @returns undefined when it leaves the identity as it is */
export function refuseOtherIdentity(
  { files }: SetValues,
  wanted: JsonObject | undefined,
): ProblemReply | undefined {
  const now = files['account.json'];
  const findings = IDENTITY.flatMap((key) => {
    if (wanted === undefined || !Object.hasOwn(wanted, key) || wanted[key] === now[key]) return [];
    const message = `is ${JSON.stringify(wanted[key])}, and ${key} of an account never changes`;
    return [findingAt(['account', key], message, `leave it out, or send ${JSON.stringify(now[key])}`)];
  });
  return findings.length === 0 ? undefined : invalidRequest(findings);
}

// Plans of V1's rows on a sample host.

import { z } from 'zod';
import { asBytes, textsOf } from '../../migrate-v1/plan/account-files.ts';
import type { Kind } from '../../migrate-v1/plan/migration-finding.ts';
import type { HostSurvey, PlanChoices } from '../../migrate-v1/plan/plan-context.ts';
import { planV1 } from '../../migrate-v1/plan/plan-v1.ts';
import { sourceOf } from '../../migrate-v1/rows/source.ts';
import { checkSet } from '../../src/model/check-set.ts';
import { linuxUser } from '../host/accounts-snapshot.ts';
import { choices, survey } from './host-survey.ts';
import { v1Database } from './v1-database.ts';

export const HOST = survey(
  [
    linuxUser('adopted', 12_345),
    linuxUser('lowuid', 1500),
    linuxUser('otherhome', 12_346, { home: '/srv/otherhome' }),
  ],
  { homes: new Map([['/home/squat', { uid: 12_347, gid: 12_347 }]]) },
);

export function plan(usual = 3, more: { host?: Partial<HostSurvey>; choose?: Partial<PlanChoices> } = {}) {
  const tables = v1Database(usual);
  return planV1(sourceOf(tables, 4), { ...HOST, ...more.host }, choices(more.choose));
}

export function entry(planned: ReturnType<typeof plan>, username: string) {
  const found = planned.accounts.find((account) => account.username === username);
  if (found === undefined) throw new Error(`no ${username} in the plan`);
  return found;
}

export function file(planned: ReturnType<typeof plan>, username: string, name: string) {
  return planned.files[username]?.[name];
}

/** The kinds that hold an account back. */
export function blocks(planned: ReturnType<typeof plan>, username: string): Kind[] {
  return entry(planned, username)
    .findings.filter(({ blocks }) => blocks)
    .map(({ kind }) => kind);
}

const AnyFiles = z.record(z.string(), z.looseObject({}));

/** A planned set under another name and of a later time. */
export function accountNamed(username: string, files: Readonly<Record<string, object>>) {
  const renamed = JSON.stringify(files)
    .replaceAll('usual0001"', `${username}"`)
    .replaceAll('/home/usual0001', `/home/${username}`)
    .replace('2021-03-01', '2026-01-01')
    .replaceAll('12348', '30000');
  return checkedAccount(username, AnyFiles.parse(JSON.parse(renamed)));
}

export function checkedAccount(username: string, files: Readonly<Record<string, object>> | undefined) {
  const checked = checkSet(username, asBytes(textsOf(new Map(Object.entries(files ?? {})))), HOST.facts);
  if (!checked.ok) throw new Error(JSON.stringify(checked.problems));
  return checked.account;
}

// Accounts for the tests of claims, and the results of their resolution as text.

import type { Account } from '../../../src/model/account.ts';
import type { Problem } from '../../../src/model/problem.ts';
import { AppPort } from '../../../src/model/values/app-port.ts';
import { AliasDomain, DomainName } from '../../../src/model/values/domain-name.ts';
import { PoolName } from '../../../src/model/values/pool-name.ts';
import { PosixId } from '../../../src/model/values/posix-id.ts';
import { Timestamp } from '../../../src/model/values/timestamp.ts';
import { Username } from '../../../src/model/values/username.ts';
import { checkTexts, textsOf } from '../hostile-set.ts';

const app = {
  name: 'blog',
  root: '/home/joko/blog',
  start_command: 'node a.js',
  port: 3000,
  env: {},
  status: 'running',
};
const checked = checkTexts(textsOf({ set: { 'services.json#/nodejs/apps': [app] } }));
if (!checked.ok) throw new Error('the reference is refused');
export const REFERENCE = checked.account;

export interface Traits {
  readonly domains?: readonly string[];
  readonly created?: string;
  readonly uid?: number;
  readonly gid?: number;
  readonly ports?: readonly number[];
  readonly pool?: string;
}

let nextId = 20_000;

/** An account of its own in everything that is not said. The first domain is the primary one, the rest aliases. */
export function account(username: string, traits: Traits = {}): Account {
  nextId += 1;
  const [primary = `${username}-site.com`, ...aliases] = traits.domains ?? [];
  const [template] = REFERENCE.services.nodejs.apps;
  if (template === undefined) throw new Error('no app');
  return {
    ...REFERENCE,
    username: Username.parse(username),
    account: {
      ...REFERENCE.account,
      uid: PosixId.parse(traits.uid ?? nextId),
      gid: PosixId.parse(traits.gid ?? nextId),
      created_at: Timestamp.parse(`${traits.created ?? '2026-01-01'}T00:00:00Z`),
    },
    domains: {
      ...REFERENCE.domains,
      primary: DomainName.parse(primary),
      addon_domains: [],
      subdomains: [],
      alias_domains: aliases.map((alias) => AliasDomain.parse(alias)),
    },
    services: {
      ...REFERENCE.services,
      php: { ...REFERENCE.services.php, fpm_pool: PoolName.parse(traits.pool ?? `jopanel-${username}`) },
      nodejs: {
        enabled: true,
        apps: (traits.ports ?? []).map((port) => ({ ...template, port: AppPort.parse(port) })),
      },
    },
  };
}

export const noHolder = () => undefined;

export function recorded(holders: Record<string, readonly string[]>): (claim: string) => string | undefined {
  return (claim) => Object.entries(holders).find(([, claims]) => claims.includes(claim))?.[0];
}

export function inForce(...accounts: readonly Account[]): Map<string, Account> {
  return new Map(accounts.map((each) => [each.username, each]));
}

export function messagesOf(problems: ReadonlyMap<string, readonly Problem[]>): Record<string, string[]> {
  return Object.fromEntries(
    [...problems].map(([username, each]) => [
      username,
      each.map(({ file, pointer, message }) => `${file} ${pointer} ${message}`),
    ]),
  );
}

export const old = { created: '2025-01-01' };
export const young = { created: '2026-01-01' };

// Everything that an operation works with. It can write sets and ask for a retirement, and has no other way to act.

import type { Logger } from 'pino';
import type { Clock } from '../host/clock.ts';
import type { UsersFolder } from '../host/users-folder/users-folder.ts';
import type { JournalReader } from '../journal/reader.ts';
import type { Account } from '../model/account.ts';
import type { HostFacts } from '../model/host-facts.ts';
import type { PackageTemplate } from '../model/package-template.ts';
import type { Problem } from '../model/problem.ts';
import type { Revision } from '../model/revision.ts';
import type { AccountAnswer } from '../status/answers/account-answer.ts';
import type { PlanAnswer } from '../status/answers/plan-answer.ts';
import type { Caller } from './caller.ts';
import type { EngineOrder } from './engine-requests.ts';

/** What the journal keeps of a request that was carried out. */
export interface AgentRecord {
  readonly operation: string;
  readonly username: string;
  readonly caller: Pick<Caller, 'uid' | 'pid' | 'name' | 'actor'>;
  /** Of the set as it was written; null where the operation writes none. */
  readonly revision: Revision | null;
  readonly files: readonly string[];
}

export interface AgentContext {
  readonly users: UsersFolder;
  readonly journal: JournalReader;
  readonly clock: Clock;
  readonly log: Logger;
  facts(): Promise<HostFacts>;
  /** Whether a name, a port or an id that the account asks for is another account's or the operator's. */
  findClashes(account: Account): readonly Problem[];
  /** Whether the accounts database of the host has a user or group of this name. */
  isOnHost(name: string): Promise<boolean>;
  /** A uid and gid of the same number that is free; undefined: the range is used up. */
  nextId(): Promise<number | undefined>;
  loadPackage(
    name: string,
  ): Promise<
    { readonly ok: true; readonly template: PackageTemplate } | { readonly ok: false; readonly why: string }
  >;
  hashPassword(password: string): Promise<string>;
  /** What would be done if the set of this account were this one. */
  plan(account: Account): Promise<PlanAnswer>;
  /** The account as the status shows it, after a fresh look at the engine. */
  account(username: string): Promise<AccountAnswer | undefined>;
  /** Has the engine do what no file can ask for. @returns why not, when it is not done */
  order(order: EngineOrder): Promise<string | undefined>;
  record(entry: AgentRecord): void;
  /** Aborts when the daemon stops: a caller that waits is answered then. */
  readonly stop: AbortSignal;
}

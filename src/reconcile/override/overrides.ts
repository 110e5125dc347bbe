import type { Logger } from 'pino';
import { auditEdits } from '../../desired/audit-edits.ts';
import { writeOverride } from '../../desired/write-override.ts';
import type { SetEdit } from '../../desired/write-set.ts';
import type { UsersFolder } from '../../host/users-folder/users-folder.ts';
import type { Journal } from '../../journal/journal.ts';
import type { Account } from '../../model/account.ts';
import {
  type AccountOverride,
  type OverriddenField,
  overriddenFields,
} from '../../model/account-override.ts';
import { accountFromCanonical } from '../../model/check-set.ts';
import { isJsonObject } from '../../model/json/json-value.ts';
import { tryParseJson } from '../../model/json/try-parse-json.ts';
import { canonicalOf } from '../../model/revision.ts';
import type { LoadedBatch } from '../intake/loaded-batch.ts';
import type { ManagedAccounts } from '../intake/managed-accounts.ts';
import { observedEvent } from '../intake/set-events.ts';

interface OverridesDependencies {
  readonly journal: Journal;
  readonly users: UsersFolder;
  readonly accounts: ManagedAccounts;
  readonly log: Pick<Logger, 'warn' | 'info'>;
}

interface GivenOverride {
  readonly override: AccountOverride;
  readonly actor: string;
}

const RETRY_AFTER_MS = 250;

/**
 * Suspending an account and changing its password work whatever state its folder is in: the last accepted set gets the
 * new value and becomes an accepted set of its own. The value is written into the files as soon as they can be read, and
 * a set that is accepted before that gets it first.
 */
export class Overrides {
  readonly #dependencies: OverridesDependencies;

  constructor(dependencies: OverridesDependencies) {
    this.#dependencies = dependencies;
  }

  /** @returns the account with the new values, or why there is none, as a string */
  async give(username: string, { override, actor }: GivenOverride): Promise<Account | string> {
    const { journal, accounts, log } = this.#dependencies;
    const last = accounts.get(username);
    if (last === undefined) return 'no set of it was ever accepted, so nothing of it is in force';
    if (accounts.isRetired(username)) return 'it is retired: nothing of it is in force';
    const checked = accountFromCanonical(username, this.#changedText(last, override));
    if (!checked.ok) return 'its last accepted set cannot be changed: see jopanel history';
    const before = journal.account(username);
    const fields = new Set([...(before?.overrides ?? []), ...overriddenFields(override)]);
    journal.append([
      observedEvent({
        account: checked.account,
        canonical: checked.canonical,
        fingerprint: before?.fingerprint ?? '',
        actor,
        overrides: [...fields],
      }),
    ]);
    accounts.accept(checked.account);
    log.warn({ account: username, actor, fields: [...fields] }, 'changed past the files of the set');
    await this.#write(username);
    return checked.account;
  }

  /**
   * Writes the overrides into the files of sets that say something else.
   *
   * @returns the batch without these sets, which are read again
   */
  async writeInto(batch: LoadedBatch): Promise<LoadedBatch> {
    const waiting = new Set<string>();
    for (const username of [
      ...batch.refused.keys(),
      ...batch.accepted.map(({ account }) => account.username),
    ])
      if (this.#fieldsOf(username).length > 0) waiting.add(username);
    if (waiting.size === 0) return batch;
    const busy = new Map(batch.busy);
    for (const { account } of batch.accepted) {
      if (!waiting.has(account.username) || this.#isAsOrdered(account)) continue;
      await this.#write(account.username);
      busy.set(account.username, RETRY_AFTER_MS);
    }
    for (const username of batch.refused.keys()) if (waiting.has(username)) await this.#write(username);
    return {
      ...batch,
      busy,
      accepted: batch.accepted.filter(({ account }) => !busy.has(account.username)),
    };
  }

  #fieldsOf(username: string): readonly OverriddenField[] {
    return this.#dependencies.journal.account(username)?.overrides ?? [];
  }

  #isAsOrdered(read: Account): boolean {
    const wanted = this.#dependencies.accounts.get(read.username);
    return this.#fieldsOf(read.username).every((field) => read.account[field] === wanted?.account[field]);
  }

  async #write(username: string): Promise<void> {
    const { users, journal, accounts, log } = this.#dependencies;
    const wanted = accounts.get(username);
    const fields = this.#fieldsOf(username);
    if (wanted === undefined) return;
    const edits = fields.map(
      (field): SetEdit => ({ file: 'account.json', path: [field], value: wanted.account[field] }),
    );
    const actor = journal.account(username)?.overriddenBy ?? 'jopaneld';
    const isWritten = await writeOverride(users, username, [
      ...edits,
      ...auditEdits({ action: 'override_user', actor }),
    ]);
    if (!isWritten) return;
    journal.append([{ kind: 'override.written', account: username, data: {} }]);
    log.info({ account: username, fields }, 'what was changed past the files is written into them');
  }

  #changedText(last: Account, override: AccountOverride): string {
    const content = tryParseJson(this.#dependencies.journal.revisionText(last.revision) ?? '');
    if (!isJsonObject(content)) return '{}';
    const { account, domains, limits, services, ssh } = content;
    const changed = new Map(Object.entries(isJsonObject(account) ? account : {}));
    for (const field of overriddenFields(override)) {
      const value = override[field];
      if (value === null || value === undefined) changed.delete(field);
      else changed.set(field, value);
    }
    return canonicalOf({ account: Object.fromEntries(changed), domains, limits, services, ssh });
  }
}

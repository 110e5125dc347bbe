import type { NewUser } from '../../src/host/accounts.ts';
import { commentOf } from '../../src/model/comment-of.ts';
import type { Target } from '../../src/model/target.ts';
import type { ReconcileContext } from '../controller.ts';

export interface DesiredUser extends NewUser {
  /** Undefined leaves the password to its user. */
  readonly passwordHash: string | undefined;
  /** The groups that it may be in beside its own. */
  readonly allowedGroups: readonly string[];
  readonly state: 'open' | 'locked' | 'withdrawn' | 'gone';
}

const STATES = { active: 'open', suspended: 'locked', retired: 'withdrawn', purged: 'gone' } as const;

export function desiredUser(
  { account: { username, account }, lifecycle }: Target,
  { allowedGroups }: Pick<ReconcileContext, 'allowedGroups'>,
): DesiredUser {
  return {
    name: username,
    uid: account.uid,
    gid: account.gid,
    comment: commentOf(username),
    home: account.home_dir,
    shell: account.shell,
    passwordHash: account.password_hash,
    allowedGroups,
    state: STATES[lifecycle],
  };
}

import type {
  DatabaseAccess,
  DatabaseLogin,
  DatabaseStatement,
  FoundDatabaseUser,
} from '../../src/host/mariadb.ts';
import type { DesiredDatabaseUser } from './desired.ts';

/** What there is to do about one user, by when and why it is done. */
export interface UserSteps {
  /** Lets it in, or lets it do more. */
  readonly open: readonly DatabaseStatement[];
  /** Takes something from it. */
  readonly close: readonly DatabaseStatement[];
  /** Because of how full the databases are, and not of what the set says. */
  readonly quota: readonly DatabaseStatement[];
}

/** @param isFull whether users that may write to the databases may not add to them for now */
export function openUser(
  { name: user, login, access }: DesiredDatabaseUser,
  found: FoundDatabaseUser | undefined,
  isFull: boolean,
): UserSteps {
  const open: DatabaseStatement[] = [];
  const close: DatabaseStatement[] = [];
  const quota: DatabaseStatement[] = [];
  const grant = (database: string, wanted: DatabaseAccess): DatabaseStatement => ({
    kind: 'grant',
    user,
    database,
    access: wanted,
  });
  if (found === undefined) open.push({ kind: 'create-user', user, login });
  else if (!isSameLogin(found.login, login)) open.push({ kind: 'set-login', user, login });

  // What a single statement cannot take away is taken with everything, and what the set says is given again.
  const isTangled =
    found !== undefined && (found.hasOtherRights || [...found.grants.values()].includes('other'));
  const grants = isTangled ? new Map<string, DatabaseAccess | 'other'>() : (found?.grants ?? new Map());
  if (isTangled) close.push({ kind: 'revoke-all', user });
  for (const pattern of grants.keys()) {
    if (!access.has(pattern)) close.push({ kind: 'revoke', user, pattern });
  }
  for (const [pattern, { database, access: asked }] of access) {
    const wanted = isFull && asked === 'read_write' ? 'frozen' : asked;
    const has = grants.get(pattern);
    if (has === wanted) continue;
    if (has === undefined) (isTangled ? close : open).push(grant(database, wanted));
    else {
      const isQuota = asked === 'read_write' && (has === 'frozen' || has === 'read_write');
      (isQuota ? quota : close).push({ kind: 'revoke', user, pattern }, grant(database, wanted));
    }
  }
  if (found?.isLocked === true) open.push({ kind: 'unlock', user });
  // What a session may do in a database is looked up when it enters that.
  for (const steps of [close, quota]) if (steps.length > 0) steps.push({ kind: 'end-connections', user });
  return { open, close, quota };
}

export function lockUser(user: string, { isLocked }: FoundDatabaseUser): DatabaseStatement[] {
  return isLocked
    ? []
    : [
        { kind: 'lock', user },
        { kind: 'end-connections', user },
      ];
}

/** A user that the file no longer names: what it has made may run under its name, so it is kept, locked and without rights. */
export function withdrawUser(user: string, found: FoundDatabaseUser): DatabaseStatement[] {
  const hasRights = found.grants.size > 0 || found.hasOtherRights;
  return [...(hasRights ? [{ kind: 'revoke-all', user } as const] : []), ...lockUser(user, found)];
}

/** A user that is as the set says, or has less, can be taken over: nothing that it can do now is taken from it. */
export function isAdoptable(wanted: DesiredDatabaseUser, found: FoundDatabaseUser): boolean {
  return (
    isSameLogin(found.login, wanted.login) &&
    !found.hasOtherRights &&
    [...found.grants].every(([pattern, access]) => wanted.access.get(pattern)?.access === access)
  );
}

function isSameLogin(a: DatabaseLogin | undefined, b: DatabaseLogin): boolean {
  if (a?.via === 'password') return b.via === 'password' && a.hash === b.hash;
  return a?.via === b.via;
}

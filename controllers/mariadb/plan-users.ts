import {
  type DatabaseAccess,
  type DatabaseLogin,
  type DatabaseStatement,
  type FoundDatabaseUser,
  patternDatabase,
} from '../../src/host/mariadb.ts';
import type { DesiredDatabaseUser } from './desired.ts';

/** What there is to do about one user, by when and why it is done. */
interface UserSteps {
  /** Lets it in, or lets it do more. */
  readonly open: readonly DatabaseStatement[];
  /** Takes something from it. */
  readonly close: readonly DatabaseStatement[];
  /** Because of how full the databases are, and not of what the set says. */
  readonly quota: readonly DatabaseStatement[];
}

/** @param isFull whether users that may write to the databases may not add to them for now */
export function openDatabaseUser(
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

/**
 * A locked user gets in no more, but its scheduled events go on for as long as it may have any: so what it may write, it
 * may only read and delete meanwhile. Its views stay valid.
 *
 * @param writable the databases that it may write to while it is open, by the pattern of the grant
 */
export function lockDatabaseUser(
  user: string,
  { isLocked, isConnected, grants }: FoundDatabaseUser,
  writable: readonly (readonly [pattern: string, database: string])[] = [],
): DatabaseStatement[] {
  const freeze = (database: string) => ({ kind: 'grant', user, database, access: 'frozen' }) as const;
  const quiet = [...grants].flatMap(([pattern, access]): DatabaseStatement[] =>
    access === 'read_write' ? [{ kind: 'revoke', user, pattern }, freeze(patternDatabase(pattern))] : [],
  );
  // A crash may have come between the two.
  for (const [pattern, database] of writable) if (!grants.has(pattern)) quiet.push(freeze(database));
  return [
    ...(isLocked ? [] : [{ kind: 'lock', user } as const]),
    ...quiet,
    // A crash may have come after the lock: what was connected before is connected still.
    ...(isLocked && !isConnected ? [] : [{ kind: 'end-connections', user } as const]),
  ];
}

/** A user that the file no longer names: what it has made may run under its name, so it is kept, locked and without rights. */
export function withdrawDatabaseUser(user: string, found: FoundDatabaseUser): DatabaseStatement[] {
  const hasRights = found.grants.size > 0 || found.hasOtherRights;
  const locking = lockDatabaseUser(user, { ...found, grants: new Map() });
  return [...(hasRights ? [{ kind: 'revoke-all', user } as const] : []), ...locking];
}

/**
 * A user that logs in as the set says, and may do nothing beyond it, can be taken over: it goes on doing in the databases
 * what it does now. Most programs that make such users forget that `_` in the name of a database is a pattern, and some
 * give them the right to hand on what they have; these two it loses.
 */
export function isAdoptable(wanted: DesiredDatabaseUser, found: FoundDatabaseUser): boolean {
  const asNamed = new Map([...wanted.access.values()].map(({ database, access }) => [database, access]));
  return (
    isSameLogin(found.login, wanted.login) &&
    !found.hasOtherRights &&
    [...found.grants].every(([pattern, access]) => {
      const allowed = wanted.access.get(pattern)?.access ?? asNamed.get(pattern);
      return allowed === access || allowed === 'read_write';
    })
  );
}

function isSameLogin(a: DatabaseLogin | undefined, b: DatabaseLogin): boolean {
  if (a?.via === 'password') return b.via === 'password' && a.hash === b.hash;
  return a?.via === b.via;
}

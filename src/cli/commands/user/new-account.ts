import { shortRevision } from '../../terminal/format.ts';

/** A new account of this name would get another uid, and could not own the files that the old one left behind. */
export function stillThere(username: string, revision: string): string {
  const back = `jopanel rollback ${username} ${shortRevision(revision)}`;
  const remedy = `restore it: ${back}; or remove it: jopanel purge ${username}`;
  return `account ${username} still exists; only its folder is gone\n${remedy}`;
}

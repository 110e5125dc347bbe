import type { UserIds } from './accounts.ts';

/** What users leave outside of their homes, in the folders of the system that every user can write to. */
export interface Leftovers {
  /**
   * Takes from the files of users what lets others act as them: the set-user-ID bits. With very many files there it
   * goes on after a second, so that nothing else waits for it.
   */
  disarm(users: readonly UserIds[]): Promise<void>;
  /**
   * Removes files, shared memory, jobs of at(1) and the lingering of a user that is to be deleted. Mail is moved to
   * `archiveDir`. What lies there of other users, in folders of this one, stays and is root's folder from then on.
   */
  remove(user: UserIds, archiveDir: string): Promise<void>;
}

import type { VanishCause } from '../../model/status/vanish-cause.ts';

/** Why an account without a folder is not retired: first the ways back, and last what retires it all the same. */
export function vanishedMessage(username: string, why: string, cause: VanishCause | undefined): string {
  const what =
    cause === 'folder-unreadable' ? 'its folder cannot be seen, because' : 'its folder is gone, but';
  return [
    `${what} ${why}`,
    ...waysBack(username, cause),
    `to retire it all the same: jopanel retire --confirm ${username}`,
  ].join('; ');
}

function waysBack(username: string, cause: VanishCause | undefined): string[] {
  switch (cause) {
    case 'folder-unreadable':
      return ['correct that, and the account goes on by itself'];
    case 'folder-missing':
    case 'folder-on-other-device':
      return ['mount it again, and the account goes on by itself', fromJournal('--all')];
    case 'folder-empty':
    case 'too-many-at-once':
      return [`to keep it, put ${username} back`, fromJournal('--all')];
    default:
      return [`to keep it, put ${username} back`, fromJournal(username)];
  }
}

function fromJournal(which: string): string {
  return `or write the folder again from the journal: jopanel restore --from-journal ${which}`;
}

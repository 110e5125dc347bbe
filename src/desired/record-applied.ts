// Writes into meta.json which revision is in force, and nothing else.

import type { UsersFolder } from '../host/users-folder/users-folder.ts';
import { parseDocument } from '../model/json/parse-document.ts';
import type { Problem } from '../model/problem.ts';
import type { Revision } from '../model/revision.ts';
import { editJson } from './edit-json.ts';

export type RecordedApplied =
  | { readonly state: 'written' | 'unchanged'; readonly fingerprint: string | undefined }
  | { readonly state: 'busy'; readonly why: string }
  | { readonly state: 'refused'; readonly problems: readonly Problem[] }
  | { readonly state: 'failed'; readonly reason: string }
  | { readonly state: 'gone' };

const LOCK_WAIT_MS = 2000;

export async function recordApplied(
  usersFolder: UsersFolder,
  username: string,
  revision: Revision,
  { lockWaitMs = LOCK_WAIT_MS }: { lockWaitMs?: number } = {},
): Promise<RecordedApplied> {
  const locked = await usersFolder.withLock(username, { waitMs: lockWaitMs }, () =>
    recordUnderLock(usersFolder, username, revision),
  );
  return locked.ok ? locked.value : { state: 'busy', why: locked.why };
}

async function recordUnderLock(
  usersFolder: UsersFolder,
  username: string,
  revision: Revision,
): Promise<RecordedApplied> {
  const set = usersFolder.read(username);
  if (set.state === 'gone') return set;
  if (set.state === 'unstable') return { state: 'busy', why: 'the set changed while it was read' };
  if (set.state === 'refused') return { state: 'refused', problems: set.problems };
  const bytes = set.files.get('meta.json');
  const text = bytes === undefined ? newMeta(revision) : changedMeta(bytes, revision);
  if (text === 'unreadable') return { state: 'failed', reason: 'meta.json is not a JSON object' };
  if (text === undefined) return { state: 'unchanged', fingerprint: set.fingerprint };
  const replaced = await usersFolder.replaceFiles(username, new Map([['meta.json', text]]));
  if (replaced.state !== 'written') return replaced;
  return { state: 'written', fingerprint: usersFolder.fingerprint(username) };
}

/** Undefined when it says so already. */
function changedMeta(bytes: Uint8Array, revision: Revision): string | 'unreadable' | undefined {
  const parsed = parseDocument(bytes);
  if (!parsed.ok || parsed.document.root.type !== 'object') return 'unreadable';
  const { text, value } = parsed.document;
  const before = typeof value === 'object' && value !== null && 'last_applied_revision' in value;
  if (before && value.last_applied_revision === revision) return undefined;
  return editJson(text, [{ path: ['last_applied_revision'], value: revision }]);
}

function newMeta(revision: Revision): string {
  const audit = { last_action: null, last_actor: null, last_time: null };
  return `${JSON.stringify({ schema_version: 1, notes: '', last_applied_revision: revision, audit }, null, 2)}\n`;
}

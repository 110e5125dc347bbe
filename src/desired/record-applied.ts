// Writes the applied revision into meta.json, and nothing else.

import type { UsersFolder } from '../host/users-folder/users-folder.ts';
import { parseDocument } from '../model/json/parse-document.ts';
import { formatProblem } from '../model/problem.ts';
import type { Revision } from '../model/revision.ts';
import { editJson } from './edit-json.ts';

type RecordedApplied =
  | { readonly ok: true; readonly written: boolean; readonly fingerprint: string | undefined }
  | { readonly ok: false; readonly reason: 'busy' | 'gone' | 'refused' | 'failed'; readonly why: string };

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
  return locked.ok ? locked.value : { ok: false, reason: 'busy', why: locked.why };
}

async function recordUnderLock(
  usersFolder: UsersFolder,
  username: string,
  revision: Revision,
): Promise<RecordedApplied> {
  const set = usersFolder.read(username);
  if (set.state === 'gone') return { ok: false, reason: 'gone', why: 'the folder is gone' };
  if (set.state === 'unstable')
    return { ok: false, reason: 'busy', why: 'the set changed while it was read' };
  if (set.state === 'refused') {
    return { ok: false, reason: 'refused', why: set.problems.map(formatProblem).join('; ') };
  }
  const bytes = set.files.get('meta.json');
  const text = bytes === undefined ? newMeta(revision) : changedMeta(bytes, revision);
  if (text === 'unreadable') {
    return { ok: false, reason: 'failed', why: 'meta.json is not a JSON object' };
  }
  if (text === undefined) return { ok: true, written: false, fingerprint: set.fingerprint };
  const replaced = await usersFolder.replaceFiles(username, new Map([['meta.json', text]]));
  if (!replaced.ok) return replaced;
  return { ok: true, written: true, fingerprint: usersFolder.fingerprint(username) };
}

/** Undefined when the file already names the revision. */
function changedMeta(bytes: Uint8Array, revision: Revision): string | 'unreadable' | undefined {
  const parsed = parseDocument(bytes);
  if (!parsed.ok) return 'unreadable';
  const { text, value } = parsed.document;
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return 'unreadable';
  if (Object.entries(value).some(([key, now]) => key === 'last_applied_revision' && now === revision))
    return undefined;
  return editJson(text, [{ path: ['last_applied_revision'], value: revision }]);
}

function newMeta(revision: Revision): string {
  const audit = { last_action: null, last_actor: null, last_time: null };
  return `${JSON.stringify({ schema_version: 1, notes: '', last_applied_revision: revision, audit }, null, 2)}\n`;
}

// Writes single values into account.json of a set that is refused as a whole, as far as that file can be read.

import type { UsersFolder } from '../host/users-folder/users-folder.ts';
import { isJsonObject } from '../model/json/json-value.ts';
import { parseDocument } from '../model/json/parse-document.ts';
import type { SetFileName } from '../model/set-files.ts';
import { editJson } from './edit-json.ts';
import type { SetEdit } from './write-set.ts';

const LOCK_WAIT_MS = 200;

/** @returns whether account.json has the values now; edits of files that are not JSON are left out */
export async function writeOverride(
  users: UsersFolder,
  username: string,
  edits: readonly SetEdit[],
): Promise<boolean> {
  const locked = await users.withLock(username, { waitMs: LOCK_WAIT_MS }, async () => {
    const set = users.read(username);
    if (set.state !== 'read') return false;
    const changed = new Map<SetFileName, string>();
    for (const edit of edits) {
      const text = changed.get(edit.file) ?? readableText(set.files.get(edit.file));
      if (text !== undefined) changed.set(edit.file, editJson(text, [edit]));
    }
    if (!changed.has('account.json')) return false;
    // An editor takes no lock, and what it saved meanwhile must not be overwritten.
    if (users.fingerprint(username) !== set.fingerprint) return false;
    return (await users.replaceFiles(username, changed)).ok;
  });
  return locked.ok && locked.value;
}

/** Undefined where the file is missing, or is not one JSON object. */
function readableText(bytes: Uint8Array | undefined): string | undefined {
  const parsed = bytes === undefined ? undefined : parseDocument(bytes);
  return parsed?.ok && isJsonObject(parsed.document.value) ? parsed.document.text : undefined;
}

// The audit data of a change, for meta.json and account.json.

import { auditEdits as auditEditsBy } from '../../desired/audit-edits.ts';
import { editJson } from '../../desired/edit-json.ts';
import type { SetEdit } from '../../desired/write-set.ts';
import { tryParseJson } from '../../model/json/try-parse-json.ts';
import type { SetFileName } from '../../model/set-files.ts';
import { valueAt } from './value-at.ts';

/** `admin:anna` for a user of sudo, otherwise `admin:root`. */
export function actor(): string {
  return `admin:${process.env.SUDO_USER || 'root'}`;
}

/** The marks that a change by this command leaves beside the change itself. */
export function commandAuditEdits(action: string): readonly SetEdit[] {
  return auditEditsBy({ action, actor: actor() });
}

/** The same for the texts of whole files, as an editor saves them. A time that the person changed stays. */
export function auditTexts(
  texts: ReadonlyMap<SetFileName, string>,
  changed: ReadonlyMap<SetFileName, string>,
  action: string,
): ReadonlyMap<SetFileName, string> {
  const after = new Map(changed);
  for (const { file, path, value } of commandAuditEdits(action)) {
    const text = after.get(file) ?? texts.get(file) ?? '{}\n';
    const isByHand = file === 'account.json' && valueAt(text, path) !== valueAt(texts.get(file), path);
    if (isByHand || tryParseJson(text) === undefined) continue;
    after.set(file, editJson(text, [{ path, value }]));
  }
  return after;
}

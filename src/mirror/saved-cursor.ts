// How far the mirror was, in a file of this host: what it lacks must outlive a restart during which MariaDB is
// down. It may say less than is true, never more.
import { z } from 'zod';
import type { RootFileReader, RootFiles } from '../host/root-files.ts';
import { tryParseJson } from '../model/json/try-parse-json.ts';

const Kept = z.object({ journal: z.string(), audit_through: z.int() });

export function savedCursorPath(stateDir: string): string {
  return `${stateDir}/mirror.json`;
}

/** 0 for a journal that it knows nothing of. */
export async function readSavedCursor(files: RootFileReader, path: string, journal: string): Promise<number> {
  const found = await files.read(path);
  const kept = found.kind === 'file' ? Kept.safeParse(tryParseJson(found.text)) : undefined;
  return kept?.success && kept.data.journal === journal ? kept.data.audit_through : 0;
}

export async function saveCursor(
  files: RootFiles,
  path: string,
  { journal, auditThrough }: { readonly journal: string; readonly auditThrough: number },
): Promise<void> {
  const text = `${JSON.stringify({ journal, audit_through: auditThrough })}\n`;
  await files.put([{ path, text, mode: 0o600, uid: 0, gid: 0 }]);
}

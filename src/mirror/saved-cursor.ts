// The cursor of the mirror in a local file, so that the position survives a restart while MariaDB is down. The file
// may be behind the truth, never ahead of it.
import { z } from 'zod';
import type { RootFileReader, RootFiles } from '../host/root-files.ts';
import { tryParseJson } from '../model/json/try-parse-json.ts';

const Kept = z.object({ journal: z.string(), audit_through: z.int() });

export function savedCursorPath(stateDir: string): string {
  return `${stateDir}/mirror.json`;
}

/** Returns 0 for a journal that the file does not know. */
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

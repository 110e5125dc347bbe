// For what a command reads because its user named it. The host's own state is never read this way.

import { readFileSync } from 'node:fs';
import { systemErrorCode } from '../error-code.ts';

type PlainFile = { readonly ok: true; readonly text: string } | { readonly ok: false; readonly code: string };

export function readPlainFile(path: string): PlainFile {
  try {
    return { ok: true, text: readFileSync(path, 'utf8') };
  } catch (error) {
    return { ok: false, code: systemErrorCode(error) };
  }
}

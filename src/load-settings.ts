import { hostFiles } from './host/open-host.ts';
import type { ParsedSettings } from './model/settings.ts';
import { parseTrustedSettings } from './parse-trusted-settings.ts';

/** Reads the settings file; a missing one means that every default holds. */
export async function loadSettings(path: string): Promise<ParsedSettings> {
  const found = await hostFiles.read(path);
  if (found.kind === 'other')
    return { ok: false, errors: [`${path} is ${found.what}; make it a regular file`] };
  return parseTrustedSettings(path, found.kind === 'absent' ? '' : found.text);
}

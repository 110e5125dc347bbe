import { z } from 'zod';
import type { RootFileReader } from '../src/host/root-files.ts';
import { errorMessage } from '../src/model/error-message.ts';
import { RunSettings } from '../src/model/run-settings.ts';

type LoadedRunSettings =
  | { readonly ok: true; readonly settings: RunSettings }
  | { readonly ok: false; readonly error: string };

/**
 * Reads what concerns the activator from the settings file; a missing one means that every default holds. A mistake
 * elsewhere in it is jopaneld's to refuse, and stops no PHP.
 */
export async function loadRunSettings(
  files: Pick<RootFileReader, 'read'>,
  path: string,
): Promise<LoadedRunSettings> {
  const found = await files.read(path);
  if (found.kind === 'other') return refused(`is ${found.what}; make it a regular file`);
  const text = found.kind === 'absent' || found.text.trim() === '' ? '{}' : found.text;
  try {
    const parsed = RunSettings.safeParse(JSON.parse(text));
    return parsed.success
      ? { ok: true, settings: parsed.data }
      : refused(`is not taken: ${z.prettifyError(parsed.error)}`);
  } catch (error) {
    return refused(`is no JSON: ${errorMessage(error)}`);
  }

  function refused(why: string): LoadedRunSettings {
    return { ok: false, error: `${path} ${why}; see: jopanel doctor` };
  }
}

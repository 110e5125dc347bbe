// The facts to check against: the settings of this machine where it has any, otherwise the defaults.

import { readPlainFile } from '../../host/files/read-plain-file.ts';
import { type HostFacts, settingFacts } from '../../model/host-facts.ts';
import { parseSettings, type Settings } from '../../model/settings.ts';
import { DEFAULT_CONFIG } from '../settings/host-settings.ts';

type CheckingFacts =
  | { readonly ok: true; readonly facts: HostFacts; readonly settings: Settings }
  | { readonly ok: false; readonly why: string };

/** Shells, the host's name and those of its nginx are left out: a checkout is often looked at on another machine. */
export function checkingFacts(config: string | undefined, fallback = DEFAULT_CONFIG): CheckingFacts {
  const path = config ?? fallback;
  const file = readPlainFile(path);
  // A file that was named must exist. The default file may be missing, or readable by root only.
  if (!file.ok && config !== undefined) return { ok: false, why: `${path} cannot be read: ${file.code}` };
  const parsed = parseSettings(file.ok ? file.text : '', path);
  if (!parsed.ok) return { ok: false, why: parsed.errors.join('; ') };
  return { ok: true, settings: parsed.settings, facts: settingFacts(parsed.settings) };
}

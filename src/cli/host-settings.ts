// The settings of this host, read without the tools that the daemon reads them with: a person waits.

import { readPlainFile } from '../host/read-plain-file.ts';
import { parseSettings, type Settings } from '../model/settings.ts';

export const DEFAULT_CONFIG = '/etc/jopanel/jopaneld.json';

/** The defaults for whoever may not read them, or while they are refused. */
export async function hostSettings(): Promise<Settings> {
  const file = readPlainFile(DEFAULT_CONFIG);
  const parsed = parseSettings(file.ok ? file.text : '');
  if (parsed.ok) return parsed.settings;
  const defaults = parseSettings('');
  if (!defaults.ok) throw new Error(defaults.errors.join('; '));
  return defaults.settings;
}

// The settings of this host, read without the tools that the daemon reads them with: a person waits.

import { readPlainFile } from '../../host/files/read-plain-file.ts';
import { judgeSettings } from '../../judge-settings.ts';
import { type ParsedSettings, parseSettings, type Settings } from '../../model/settings.ts';
import { SettingsRefusedError } from './settings-refused-error.ts';

export const DEFAULT_CONFIG = '/etc/jopanel/jopaneld.json';

/** A file that is not there, or that one may not read, is as good as an empty one. */
export function readHostSettings(): ParsedSettings {
  const file = readPlainFile(DEFAULT_CONFIG);
  return judgeSettings(DEFAULT_CONFIG, file.ok ? file.text : '');
}

/**
 * For what acts on the host: with other folders than the daemon's it would act on the wrong ones.
 *
 * @throws SettingsRefusedError
 */
export function hostSettings(): Settings {
  const parsed = readHostSettings();
  if (parsed.ok) return parsed.settings;
  throw new SettingsRefusedError(parsed.errors);
}

/** For what only looks, as one wants to all the more while settings are refused. */
export function hostSettingsOrDefaults(): Settings {
  const parsed = readHostSettings();
  if (parsed.ok) return parsed.settings;
  const defaults = parseSettings('');
  if (!defaults.ok) throw new SettingsRefusedError(defaults.errors);
  return defaults.settings;
}

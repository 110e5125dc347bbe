// Reads the settings of this host without the libraries that the daemon reads them with, so that commands start fast.

import { readPlainFile } from '../../host/files/read-plain-file.ts';
import { type ParsedSettings, parseSettings, type Settings } from '../../model/settings.ts';
import { parseTrustedSettings } from '../../parse-trusted-settings.ts';
import { SettingsRefusedError } from './settings-refused-error.ts';

export const DEFAULT_CONFIG = '/etc/jopanel/jopaneld.json';

/** A file that is missing or unreadable counts as an empty one. */
export function readHostSettings(): ParsedSettings {
  const file = readPlainFile(DEFAULT_CONFIG);
  return parseTrustedSettings(DEFAULT_CONFIG, file.ok ? file.text : '');
}

/**
 * For commands that act on the host: with defaults in place of refused settings they would act on the wrong folders.
 *
 * @throws SettingsRefusedError
 */
export function hostSettings(): Settings {
  const parsed = readHostSettings();
  if (parsed.ok) return parsed.settings;
  throw new SettingsRefusedError(parsed.errors);
}

/** For commands that only read: they have to work while the settings are refused, too. */
export function hostSettingsOrDefaults(): Settings {
  const parsed = readHostSettings();
  if (parsed.ok) return parsed.settings;
  const defaults = parseSettings('');
  if (!defaults.ok) throw new SettingsRefusedError(defaults.errors);
  return defaults.settings;
}

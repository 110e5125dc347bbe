import { loadSettings } from '../load-settings.ts';
import { parseSettings, type Settings } from '../model/settings.ts';
import { DEFAULT_CONFIG } from './validate/checking-facts.ts';

/** The settings of this host; the defaults for whoever may not read them, or while they are refused. */
export async function hostSettings(): Promise<Settings> {
  const loaded = await loadSettings(DEFAULT_CONFIG).catch(() => undefined);
  if (loaded?.ok) return loaded.settings;
  const defaults = parseSettings('');
  if (!defaults.ok) throw new Error(defaults.errors.join('; '));
  return defaults.settings;
}

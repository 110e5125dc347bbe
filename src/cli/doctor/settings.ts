// Checks that the daemon would start with the current settings.

import { DEFAULT_CONFIG, readHostSettings } from '../settings/host-settings.ts';
import { type CheckGroup, ok, problem } from './check.ts';

export const checkSettings: CheckGroup = async () => {
  const parsed = readHostSettings();
  if (parsed.ok) return [ok('settings', DEFAULT_CONFIG)];
  const remedy = 'correct the file; a running daemon keeps its old settings, and could not start again';
  return parsed.errors.map((error) => problem('settings', error, remedy));
};

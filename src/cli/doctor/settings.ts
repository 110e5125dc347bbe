// Checks that the daemon would start with the current settings.

import { DEFAULT_CONFIG, readHostSettings } from '../settings/host-settings.ts';
import { type Examine, ok, problem } from './check.ts';

export const examineSettings: Examine = async () => {
  const parsed = readHostSettings();
  if (parsed.ok) return [ok('settings', DEFAULT_CONFIG)];
  const remedy = 'a daemon that runs goes on with its old ones, and would not start again';
  return parsed.errors.map((error) => problem('settings', error, remedy));
};

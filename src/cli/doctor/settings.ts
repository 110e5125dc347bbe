// Checks that the daemon would start with the current settings.

import { pathFault } from '../../host/path-trust.ts';
import { DEFAULT_CONFIG, readHostSettings } from '../settings/host-settings.ts';
import { type CheckGroup, ok, problem } from './check.ts';

export const checkSettings: CheckGroup = async () => {
  const untrusted = pathFault(DEFAULT_CONFIG);
  if (untrusted !== undefined)
    return [problem('settings', `${untrusted.path} ${untrusted.message}`, untrusted.remedy)];
  const parsed = readHostSettings();
  if (parsed.ok) return [ok('settings', DEFAULT_CONFIG)];
  const remedy = 'correct the file; a running daemon keeps its old settings, and could not start again';
  return parsed.errors.map((error) => problem('settings', error, remedy));
};

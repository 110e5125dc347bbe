// The settings as the daemon and root's commands take them: well formed, and out of the reach of others.

import { pathFault, pathFaultText } from './host/path-trust.ts';
import { type ParsedSettings, parseSettings, type Settings } from './model/settings.ts';

/** What root acts upon lies there. Logs are not among them: some hosts let a group write to /var/log. */
const TRUSTED = ['users_dir', 'state_dir', 'run_dir'] as const satisfies (keyof Settings)[];

/**
 * Refuses a file that others than root could change, and folders that they could.
 *
 * @param text what is in the file; empty where there is none
 * @throws what the file system says, but for a part that is missing
 */
export function parseTrustedSettings(path: string, text: string): ParsedSettings {
  const fault = pathFault(path);
  if (fault !== undefined) return { ok: false, errors: [pathFaultText(fault)] };
  const parsed = parseSettings(text, path);
  if (!parsed.ok) return parsed;
  const errors = TRUSTED.flatMap((key) => {
    const reached = pathFault(parsed.settings[key]);
    return reached === undefined ? [] : [`${path} /${key}: ${pathFaultText(reached)}`];
  });
  return errors.length > 0 ? { ok: false, errors } : parsed;
}

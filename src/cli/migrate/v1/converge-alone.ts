import pino from 'pino';
import { Daemon } from '../../../daemon.ts';
import type { Settings } from '../../../model/settings.ts';
import { DEFAULT_CONFIG } from '../../host-settings.ts';

/** The daemon's work once, for these accounts. How it went is read from the journal. */
export async function convergeAlone(settings: Settings, usernames: readonly string[]): Promise<void> {
  const log = pino({ level: 'silent' });
  await new Daemon({ settings, log, configPath: DEFAULT_CONFIG }).run('once', usernames);
}

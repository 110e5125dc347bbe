import pino from 'pino';
import { z } from 'zod';
import { DEFAULT_CONFIG } from '../../src/cli/settings/host-settings.ts';
import { safe } from '../../src/cli/terminal/terminal.ts';
import { Daemon } from '../../src/daemon.ts';
import type { Settings } from '../../src/model/settings.ts';

const LogLine = z.object({ msg: z.string().default(''), account: z.string().optional() });

/** The daemon's work once, for these accounts. How it went is read from the journal; what it warns of is told. */
export async function convergeAlone(
  settings: Settings,
  usernames: readonly string[],
  tell: (line: string) => void,
): Promise<void> {
  const log = pino(
    { base: null, level: 'warn' },
    {
      write(line) {
        const parsed = LogLine.safeParse(JSON.parse(line));
        if (!parsed.success) return;
        const { account, msg } = parsed.data;
        tell(`${account === undefined ? '' : `${safe(account)}: `}${safe(msg)}`);
      },
    },
  );
  await new Daemon({ settings, log, configPath: DEFAULT_CONFIG }).run('once', usernames);
}

import pino from 'pino';
import { z } from 'zod';
import { DEFAULT_CONFIG } from '../../src/cli/settings/host-settings.ts';
import { safe } from '../../src/cli/terminal/terminal.ts';
import { Daemon } from '../../src/daemon.ts';
import type { Settings } from '../../src/model/settings.ts';

const LogLine = z.object({ msg: z.string().default(''), account: z.string().optional() });

/** Does the work of the daemon once, for these accounts. The result is in the journal; warnings are reported. */
export async function convergeAlone(
  settings: Settings,
  usernames: readonly string[],
  report: (line: string) => void,
): Promise<void> {
  const log = pino(
    { base: null, level: 'warn' },
    {
      write(line) {
        const parsed = LogLine.safeParse(JSON.parse(line));
        if (!parsed.success) return;
        const { account, msg } = parsed.data;
        report(`${account === undefined ? '' : `${safe(account)}: `}${safe(msg)}`);
      },
    },
  );
  await new Daemon({ settings, log, configPath: DEFAULT_CONFIG }).run('once', usernames);
}

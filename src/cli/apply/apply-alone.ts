// Does the daemon's work once, in this process, with its log as the progress.

import pino from 'pino';
import { z } from 'zod';
import { Daemon } from '../../daemon.ts';
import type { Settings } from '../../model/settings.ts';
import type { Invocation } from '../command.ts';
import { safe, type Terminal } from '../terminal.ts';
import { DEFAULT_CONFIG } from '../validate/checking-facts.ts';

const LogLine = z.object({ msg: z.string().default(''), account: z.string().optional() });

export async function applyAlone(
  settings: Settings,
  { terminal, json, positionals }: Invocation,
): Promise<void> {
  const log = pino({ base: null }, { write: (line) => (json ? undefined : tell(line, terminal)) });
  const only = positionals.length === 0 ? undefined : positionals;
  await new Daemon({ settings, log, configPath: DEFAULT_CONFIG }).run('once', only);
}

function tell(line: string, terminal: Terminal): void {
  const parsed = LogLine.safeParse(JSON.parse(line));
  if (!parsed.success) return;
  const { account, msg } = parsed.data;
  terminal.out(`  ${account === undefined ? '' : `${safe(account)}: `}${safe(msg)}\n`);
}

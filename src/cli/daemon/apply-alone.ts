// Does the daemon's work once in this process, and reports each step as it appears in the journal.

import pino from 'pino';
import { z } from 'zod';
import { Daemon } from '../../daemon.ts';
import { systemClock } from '../../host/clock.ts';
import type { Settings } from '../../model/settings.ts';
import type { Invocation } from '../command-line/command.ts';
import { DEFAULT_CONFIG } from '../settings/host-settings.ts';
import { safe } from '../terminal/terminal.ts';
import { journalHead, type OnStep, reportSteps } from './follow-apply.ts';
import type { StatusClient } from './status-client.ts';

const EVERY_MS = 150;
/** The number of pino's level `error`. */
const ERROR = 50;

const LogLine = z.object({ level: z.int(), msg: z.string().default(''), account: z.string().optional() });

/** @returns whether all of the requested work is done */
export async function applyAlone(
  settings: Settings,
  { terminal, positionals }: Invocation,
  client: StatusClient,
  report: OnStep,
): Promise<boolean> {
  const log = pino({ base: null }, { write: (line) => reportError(line, (text) => terminal.err(text)) });
  const only = positionals.length === 0 ? undefined : positionals;
  const head = await journalHead(client);
  let after = head.ok ? head.value : 0;
  const over = new AbortController();
  const working = new Daemon({ settings, log, configPath: DEFAULT_CONFIG })
    .run('once', only)
    .finally(() => over.abort());
  while (!over.signal.aborted) {
    await systemClock.sleep(EVERY_MS, over.signal);
    after = await reportSteps(client, after, only, report);
  }
  return (await working) === 0;
}

/** An error of one account is left out here: the summary reports it with the account's final state. */
function reportError(line: string, err: (text: string) => void): void {
  const parsed = LogLine.safeParse(JSON.parse(line));
  if (!parsed.success || parsed.data.level < ERROR || parsed.data.account !== undefined) return;
  err(`jopanel: ${safe(parsed.data.msg)}\n`);
}

// `jopanel logs USER [--app NAME] [--follow]`: what the account's sites, and its programs, have logged.

import { z } from 'zod';
import { commandLines } from '../../host/commands/command-lines.ts';
import { hostFiles } from '../../host/open-host.ts';
import { LOG_NAMESPACE } from '../../model/log-namespace.ts';
import { quoted } from '../../model/quoted.ts';
import { parseAppName } from '../../model/values/app-name.ts';
import { parseUsername } from '../../model/values/username.ts';
import type { Command } from '../command-line/command.ts';
import { failed, printJson } from '../output/report-failure.ts';
import { hostSettings } from '../settings/host-settings.ts';
import { safe } from '../terminal/terminal.ts';
import { untilStopped } from '../terminal/until-stopped.ts';

const LogLine = z.object({
  source: z.string().meta({ description: 'A log file of the sites, or the app.' }),
  line: z.string(),
});

/** As tail(1) says which file the lines below are from. */
const HEADING = /^==> (.+) <==$/;

export const logs: Command = {
  name: 'logs',
  summary: "show the account's own logs",
  description: `Shows the last lines of the logs of the account's sites; with --app what that app has said. With --follow it
continues with new lines. With --json it prints one line's object per line.`,
  positionals: [{ name: 'USER', kind: 'account' }],
  options: {
    app: {
      value: 'NAME',
      kind: 'text',
      help: 'what this Node app has said, in place of the logs of the sites',
    },
    follow: { help: 'continue until Ctrl-C' },
    last: { value: 'NUMBER', kind: 'number', help: 'begin with this many of the newest lines (default 20)' },
  },
  examples: [{ line: 'jopanel logs joko --app shop --follow', help: 'what the app says, as it says it' }],
  root: true,
  output: async () => LogLine,
  lines: true,
  async run(invocation) {
    const { terminal, json, flag, text } = invocation;
    const [username = ''] = invocation.positionals;
    const app = text('app');
    if (!parseUsername(username).ok)
      return failed(invocation, `there is no account ${quoted(username)}\nsee: jopanel user list`);
    if (app !== undefined && !parseAppName(app).ok)
      return failed(invocation, `there is no app ${quoted(app)}\nsee: jopanel app list ${username}`);
    const last = text('last') ?? '20';
    const argv =
      app === undefined
        ? await siteLogs(username, last, flag('follow'))
        : appLog(username, app, last, flag('follow'));
    if (argv === undefined)
      return failed(invocation, `${username} has no logs yet\nsee: jopanel status ${username}`);
    let source = app ?? '';
    let isSilent = true;
    for await (const line of commandLines(argv, untilStopped(terminal))) {
      isSilent = false;
      const heading = app === undefined ? HEADING.exec(line)?.[1] : undefined;
      if (heading !== undefined) source = heading;
      if (json && heading === undefined) printJson(invocation, { source, line });
      if (!json) terminal.out(`${safe(line)}\n`);
    }
    if (isSilent && app !== undefined && !flag('follow'))
      return failed(
        invocation,
        `the app ${quoted(app)} of ${username} has said nothing\nsee: jopanel app list ${username}`,
      );
    return 0;
  },
};

async function siteLogs(username: string, last: string, follows: boolean): Promise<string[] | undefined> {
  const folder = `${hostSettings().log_dir}/sites/${username}`;
  const files = (await hostFiles.list(folder)).filter((name) => name.endsWith('.log'));
  if (files.length === 0) return undefined;
  const paths = files.map((name) => `${folder}/${name}`);
  return [
    'tail',
    '--verbose',
    `--lines=${last}`,
    ...(follows ? ['--follow=name', '--retry'] : []),
    '--',
    ...paths,
  ];
}

function appLog(username: string, app: string, last: string, follows: boolean): string[] {
  const from = [`--namespace=${LOG_NAMESPACE}`, `--unit=jopanel-app-${username}-${app}.service`];
  const how = ['--quiet', '--no-pager', '--no-hostname', '--output=short-iso', `--lines=${last}`];
  return ['journalctl', ...from, ...how, ...(follows ? ['--follow'] : [])];
}

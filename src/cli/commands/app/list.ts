// `jopanel app list USER`: the apps of the set, and whether each runs.

import { z } from 'zod';
import { openHost } from '../../../host/open-host.ts';
import { ConfigAnswer } from '../../../status/routes/config.ts';
import type { Command } from '../../command-line/command.ts';
import { statusClient } from '../../daemon/status-client.ts';
import { failed, printJson } from '../../output/report-failure.ts';
import { hostSettings } from '../../settings/host-settings.ts';
import { table } from '../../terminal/table.ts';

const ListedApp = z.object({
  name: z.string(),
  status: z.string(),
  port: z.int().nullable().meta({ description: 'null: it has a Unix socket.' }),
  domain: z.string().nullable(),
  root: z.string(),
  state: z
    .enum(['running', 'waiting', 'stopped'])
    .meta({ description: 'waiting: it ended, and is started again soon.' }),
});

const Apps = z
  .object({
    nodejs: z.object({
      apps: z.array(
        z.object({
          name: z.string(),
          status: z.string(),
          port: z.int().nullable().default(null),
          domain: z.string().nullable().default(null),
          root: z.string(),
        }),
      ),
    }),
  })
  .transform(({ nodejs }) => nodejs.apps);

export const listApps: Command = {
  name: 'list',
  summary: 'list the Node apps of an account',
  positionals: [{ name: 'USER', kind: 'account' }],
  examples: [{ line: 'jopanel app list joko', help: 'and whether each runs' }],
  output: async () => z.object({ apps: z.array(ListedApp) }),
  async run(invocation) {
    const { terminal, screen, json } = invocation;
    const [username = ''] = invocation.positionals;
    const client = await statusClient({ socket: invocation.socket, offline: true });
    const config = await client.get(`/v1/users/${encodeURIComponent(username)}/config`, ConfigAnswer);
    if (!config.ok) return failed(invocation, config.message);
    const listed = Apps.safeParse(config.value.services);
    const { host } = await openHost(hostSettings());
    const unitOf = (name: string) => `jopanel-app-${username}-${name}.service`;
    const found = listed.success ? listed.data : [];
    const states = host.units.managed
      ? await host.units.show(found.map(({ name }) => unitOf(name)))
      : new Map();
    const apps = found.map((app) => ({
      ...app,
      state: states.get(unitOf(app.name))?.activity ?? ('stopped' as const),
    }));
    if (json) printJson(invocation, { apps });
    else if (apps.length === 0) terminal.out(`${username} has no apps.\n`);
    else {
      terminal.out(
        table(
          apps,
          [
            { title: 'APP', text: ({ name }) => name },
            { title: 'STATUS', text: ({ status }) => status },
            { title: 'STATE', text: ({ state }) => state },
            { title: 'AT', text: ({ port }) => (port === null ? 'socket' : `port ${port}`) },
            { title: 'DOMAIN', text: ({ domain }) => domain ?? '-' },
            { title: 'ROOT', text: ({ root }) => root },
          ],
          { terminal, width: screen.columns },
        ),
      );
    }
    return 0;
  },
};

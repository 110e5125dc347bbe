// `jopanel app restart USER NAME`: no edit, so nothing is written.

import { z } from 'zod';
import { systemClock } from '../../../host/clock.ts';
import { openHost } from '../../../host/open-host.ts';
import { LOG_NAMESPACE } from '../../../model/log-namespace.ts';
import { quoted } from '../../../model/quoted.ts';
import { openDesiredState } from '../../change/desired-state.ts';
import type { Command } from '../../command-line/command.ts';
import { failed, printJson } from '../../output/report-failure.ts';
import { appNames } from './find-apps.ts';

const PATIENCE_MS = 45_000;
const POLL_MS = 100;

export const restartApp: Command = {
  name: 'restart',
  summary: 'start a Node app again, as after a change of its files',
  description: `An app without a port finishes the requests that it has, and new ones wait until it is back.`,
  positionals: [
    { name: 'USER', kind: 'account' },
    { name: 'NAME', kind: 'text' },
  ],
  examples: [{ line: 'jopanel app restart joko shop', help: 'returns once it runs again' }],
  root: true,
  output: async () => z.object({ username: z.string(), app: z.string(), running: z.boolean() }),
  async run(invocation) {
    const [username = '', name = ''] = invocation.positionals;
    const { settings, users } = await openDesiredState();
    const read = users.read(username);
    const services = read.state === 'read' ? read.files.get('services.json') : undefined;
    const names = appNames(new Map([['services.json', new TextDecoder().decode(services)]]));
    if (!names.includes(name)) {
      return failed(invocation, `${username} has no app ${quoted(name)}\nsee: jopanel app list ${username}`);
    }
    const { host } = await openHost(settings);
    const unit = `jopanel-app-${username}-${name}.service`;
    const stateOf = async () => (await host.units.show([unit])).get(unit);
    if ((await stateOf())?.enabled !== true) {
      return failed(invocation, `the app ${name} is not to run\nsee: jopanel app list ${username}`);
    }
    await host.units.restart([unit]);
    const deadline = systemClock.monotonic() + PATIENCE_MS;
    let state = await stateOf();
    while (state?.activity !== 'running' && systemClock.monotonic() < deadline) {
      await systemClock.sleep(POLL_MS);
      state = await stateOf();
    }
    const running = state?.activity === 'running';
    if (invocation.json) printJson(invocation, { username, app: name, running });
    if (!running) {
      return failed(
        invocation,
        `the app ${name} does not run\nsee: journalctl --namespace=${LOG_NAMESPACE} --unit=${unit}`,
      );
    }
    if (!invocation.json) invocation.terminal.out(`The app ${name} of ${username} runs again.\n`);
    return 0;
  },
};

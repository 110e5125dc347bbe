// `jopanel app add` and `jopanel app remove`: one app of services.json.

import { z } from 'zod';
import type { CurrentTexts, SetEdit } from '../../../desired/write-set.ts';
import { quoted } from '../../../model/quoted.ts';
import { changeSet } from '../../change/change-set.ts';
import { WrittenOutput } from '../../change/finish.ts';
import { valueAt } from '../../change/value-at.ts';
import { WAIT_OPTIONS } from '../../change/wait-options.ts';
import type { Command } from '../../command-line/command.ts';
import { failed } from '../../output/report-failure.ts';
import { APPS, appNames } from './find-apps.ts';
import { type ReadEnv, readEnvFile } from './read-env-file.ts';

const USER = { name: 'USER', kind: 'account' } as const;
const NO_ENV: ReadEnv = { ok: true, env: {} };
const NAME = { name: 'NAME', kind: 'text' } as const;

export const addApp: Command = {
  name: 'add',
  summary: 'add a Node app and start it',
  description: `The app runs as the account, in its slice. Variables of its environment are read from a file, because the
arguments of a command are seen by every user of the host.`,
  positionals: [USER, NAME],
  options: {
    root: { value: 'PATH', kind: 'folder', help: 'its folder (default: apps/NAME in the home)' },
    command: { value: 'COMMAND', kind: 'text', help: 'what starts it (default "npm start")' },
    port: { value: 'NUMBER', kind: 'number', help: 'a port, for an app that cannot listen on a Unix socket' },
    domain: { value: 'NAME', kind: 'text', help: 'the site that it answers for' },
    'env-file': {
      value: 'FILE',
      kind: 'file',
      help: 'its environment, lines of NAME=VALUE; /dev/stdin reads them from the terminal',
    },
    ...WAIT_OPTIONS,
  },
  examples: [
    { line: 'jopanel app add joko shop --domain shop.example --wait', help: 'npm start, in ~/apps/shop' },
    { line: 'jopanel app add joko shop --env-file /root/shop.env', help: 'with the variables of that file' },
  ],
  root: true,
  output: async () => WrittenOutput,
  run(invocation) {
    const { text } = invocation;
    const [username = '', name = ''] = invocation.positionals;
    const port = text('port');
    const domain = text('domain');
    const file = text('env-file');
    const read = file === undefined ? NO_ENV : readEnvFile(file);
    if (!read.ok) return failed(invocation, `${username} was not changed: ${read.why}`);
    return changeSet(invocation, username, {
      action: 'add_app',
      done: `has the app ${name}`,
      edits(current) {
        const names = appNames(current);
        if (names.includes(name))
          return `it has an app ${quoted(name)} already\nsee: jopanel app list ${username}`;
        const value = {
          name,
          root: text('root') ?? `${homeOf(current)}/apps/${name}`,
          start_command: text('command') ?? 'npm start',
          ...(port === undefined ? {} : { port: Number(port) }),
          env: read.env,
          status: 'running',
          ...(domain === undefined ? {} : { domain }),
        };
        return [
          { file: 'services.json', path: ['nodejs', 'enabled'], value: true },
          { file: 'services.json', path: [...APPS, names.length], value },
        ];
      },
    });
  },
};

export const removeApp: Command = {
  name: 'remove',
  summary: 'stop a Node app and take it away; its files stay',
  positionals: [USER, NAME],
  options: WAIT_OPTIONS,
  examples: [{ line: 'jopanel app remove joko shop', help: 'its folder is not touched' }],
  root: true,
  output: async () => WrittenOutput,
  run(invocation) {
    const [username = '', name = ''] = invocation.positionals;
    return changeSet(invocation, username, {
      action: 'remove_app',
      done: `has no app ${name} any more`,
      edits(current): readonly SetEdit[] | string {
        const index = appNames(current).indexOf(name);
        return index === -1
          ? `it has no app ${quoted(name)}\nsee: jopanel app list ${username}`
          : [{ file: 'services.json', path: [...APPS, index], value: undefined }];
      },
    });
  },
};

function homeOf(current: CurrentTexts): string {
  return z
    .string()
    .catch('')
    .parse(valueAt(current.get('account.json'), ['home_dir']));
}

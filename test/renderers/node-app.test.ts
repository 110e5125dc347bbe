import { describe, expect, test } from 'vitest';
import { appUnitName, renderAppEnvironment, renderAppUnit } from '../../renderers/node-app.ts';
import type { Account } from '../../src/model/account.ts';
import type { NodeApp } from '../../src/model/files/services-file.ts';
import { sampleAccount } from '../controllers/sample-account.ts';
import { hostileAccount } from './hostile-account.ts';
import { HOSTILE_TEXTS } from './hostile-texts.ts';

const golden = (name: string) => `../../fixtures/golden/${name}`;

function accountWith(start_command: string, env: Record<string, string> = {}): Account {
  const app = { name: 'blog', root: '/home/joko/blog', start_command, port: 3000, env, status: 'running' };
  return sampleAccount('joko', {
    account: { uid: 12010, gid: 12010 },
    services: { nodejs: { enabled: true, apps: [app] } },
  });
}

function firstApp(account: Account): NodeApp {
  const [app] = account.services.nodejs.apps;
  if (app === undefined) throw new Error('the account has no app');
  return app;
}

function execStart(start_command: string): string | undefined {
  const account = accountWith(start_command);
  return /^ExecStart=(.*)$/m.exec(renderAppUnit(account, firstApp(account)))?.[1];
}

test('the unit and the environment of an app are written as in the files', async () => {
  const account = accountWith(`node server.js --title 'a "b" %h'`, {
    TOKEN: 'a "b" $c',
    ORIGIN: 'https://joko.example',
  });
  await expect(renderAppUnit(account, firstApp(account))).toMatchFileSnapshot(golden('node-app.service'));
  await expect(renderAppEnvironment('joko', firstApp(account), '0123456789abcdef')).toMatchFileSnapshot(
    golden('node-app.env'),
  );
});

test.each([
  ['node server.js', ':node "server.js"'],
  ['/usr/bin/node server.js', ':/usr/bin/node "server.js"'],
  ['./bin/www -v', ':/home/joko/blog/bin/www "-v"'],
  ['bin/www', ':/home/joko/blog/bin/www'],
])('`%s` is run as %s', (command, written) => {
  expect(execStart(command)).toBe(written);
});

test('the order in which the variables are listed changes nothing', () => {
  const render = (env: Record<string, string>) =>
    renderAppEnvironment('joko', firstApp(accountWith('node x', env)), 'x');
  expect(render({ A: '1', B: '2' })).toBe(render({ B: '2', A: '1' }));
});

test('no unit is named after more than an account and an app', () => {
  expect(appUnitName('joko', 'blog')).toBe('jopanel-app-joko-blog.service');
  for (const name of ['../x', 'a b', 'x.service', '']) expect(() => appUnitName('joko', name)).toThrow();
});

const FIELDS = [
  '/username',
  '/account/uid',
  '/account/home_dir',
  '/services/nodejs/apps/0/name',
  '/services/nodejs/apps/0/root',
  '/services/nodejs/apps/0/start_command',
  '/services/nodejs/apps/0/port',
];

describe.each(FIELDS)('with something hostile in %s', (field) => {
  test.each(HOSTILE_TEXTS)('there is no app for %j', (text) => {
    const account = hostileAccount('joko', field, text);
    const app = firstApp(account);
    expect(() => renderAppUnit(account, app) + renderAppEnvironment(account.username, app, 'x')).toThrow();
  });
});

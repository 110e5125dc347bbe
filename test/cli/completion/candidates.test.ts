// What the shells offer as completions.
import { expect, test } from 'vitest';
import { COMMANDS } from '../../../src/cli/commands/all-commands.ts';
import { candidatesFor } from '../../../src/cli/completion/candidates.ts';
import { keysOf } from '../../../src/cli/completion/keys.ts';

test.each([
  [['sta'], ['status']],
  [['user', 'cr'], ['create']],
  [
    ['user', 'create', 'x', '--pa'],
    ['--package', '--password'],
  ],
  [['status', '--phase', 'f'], ['failed']],
  [['schema', 'a'], ['account.json']],
  [
    ['completion', ''],
    ['bash', 'zsh', 'fish'],
  ],
  [['--socket', '/x', 'pl'], ['plan']],
  [['nothing', ''], []],
  [['status', '--phase', 'failed', '--al'], ['--all']],
  [['user', 'set', 'joko', 'limits.disk'], ['limits.disk_quota_mb=']],
  [
    ['user', 'set', 'joko', 'account.status='],
    ['account.status=active', 'account.status=suspended'],
  ],
  [
    ['user', 'set', 'joko', 'a=1', 'ssh.enabled='],
    ['ssh.enabled=true', 'ssh.enabled=false'],
  ],
  [['user', 'create', 'x', '--package', 'st'], ['starter']],
  [['user', 'set-package', 'joko', 'st'], ['starter']],
])('%j: %j', async (words, offered) => {
  expect((await candidatesFor(words, COMMANDS)).words).toEqual(offered);
});

test('paths are left to the shell', async () => {
  expect(await candidatesFor(['validate', ''], COMMANDS)).toMatchObject({ words: [], files: true });
  expect(await candidatesFor(['--socket', ''], COMMANDS)).toMatchObject({ words: [], files: true });
});

test('what a command, an option and a key mean is said beside them', async () => {
  expect((await candidatesFor(['sta'], COMMANDS)).help.get('status')).toContain('all accounts');
  expect((await candidatesFor(['status', '--a'], COMMANDS)).help.get('--all')).not.toBe('');
  const keys = await candidatesFor(['user', 'set', 'joko', 'limits.'], COMMANDS);
  expect(keys.help.get('limits.disk_quota_mb=')).toMatch(/[a-z]/);
});

test('keys of an account are those of the schemas, with the names that it has', async () => {
  const domains = {
    primary: 'a.example',
    alias_domains: ['*.a.example'],
    addon_domains: [{ domain: 'b.example', docroot: '/x' }],
    subdomains: [{ subdomain: 'app', parent: 'a.example', docroot: '/y' }],
  };
  const keys = keysOf(new Map([['domains.json', domains]]));
  for (const name of ['a.example', '*.a.example', 'b.example', 'app.a.example']) {
    const prefix = `domains.sites.${name}.`;
    const offered = keys.filter((key) => key.startsWith(prefix)).map((key) => key.slice(prefix.length));
    expect(offered).toEqual(
      expect.arrayContaining([
        'docroot=',
        'aliases=',
        'canonical=',
        'php_version=',
        'password.realm=',
        'hsts_seconds=',
      ]),
    );
  }
  expect(keys).toEqual(
    expect.arrayContaining(['limits.disk_quota_mb=', 'services.php.version=', 'ssh.mode=']),
  );
  expect(keysOf(new Map([['domains.json', 'broken']])).filter((key) => key.includes('.sites'))).toEqual([
    'domains.sites=',
  ]);
  const { words } = await candidatesFor(['user', 'set', 'noaccount', 'limits.max_p'], COMMANDS);
  expect(words).toEqual(['limits.max_processes=']);
});

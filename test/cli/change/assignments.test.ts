// `user set`: words of a script to edits of a set.
import { expect, test } from 'vitest';
import { type Assignment, editsOf, parseAssignment } from '../../../src/cli/change/assignments.ts';
import { editJson } from '../../../src/desired/edit-json.ts';
import type { SetFileName } from '../../../src/model/set-files.ts';

const texts = new Map([
  ['domains.json' as const, '{"alias_domains":["a.example","b.example"],"n":{"m":[1]}}'],
]);

function edits(...words: string[]) {
  const parsed = words.map(parseAssignment);
  const good = parsed.filter((each): each is Assignment => typeof each !== 'string');
  expect(good).toHaveLength(words.length);
  return editsOf(good, texts);
}

test.each([
  ['limits.disk_quota_mb=5', 'limits.json', ['disk_quota_mb'], 5],
  ['services.php.version=8.3', 'services.json', ['php', 'version'], '8.3'],
  ['account.last_login_ip=null', 'account.json', ['last_login_ip'], null],
  ['account.contact_email=true', 'account.json', ['contact_email'], 'true'],
  ['limits.disk_quota_mb=x', 'limits.json', ['disk_quota_mb'], 'x'],
  ['services.php.version="8.3"', 'services.json', ['php', 'version'], '8.3'],
  ['account.contact_email=a=b@example.com', 'account.json', ['contact_email'], 'a=b@example.com'],
  ['services.php.enabled=true', 'services.json', ['php', 'enabled'], true],
  ['ssh.force_command=null', 'ssh.json', ['force_command'], null],
  ['ssh.force_command=5', 'ssh.json', ['force_command'], '5'],
  ['account.package=2024', 'account.json', ['package'], '2024'],
  ['limits.x_own=8.3', 'limits.json', ['x_own'], 8.3],
  ['limits.disk_quota_mb=big', 'limits.json', ['disk_quota_mb'], 'big'],
  ['account.password_hash=', 'account.json', ['password_hash'], undefined],
  ['services.nodejs.apps.0.port=3000', 'services.json', ['nodejs', 'apps', 0, 'port'], 3000],
  ['meta.notes=paid', 'meta.json', ['notes'], 'paid'],
])('%s', (word, file, path, value) => {
  expect(edits(word)).toEqual([{ file, path, value }]);
});

const SET = new Map([
  [
    'domains.json' as const,
    JSON.stringify({
      addon_domains: [{ domain: 'a.example' }, { domain: 'shop.example', docroot: '/x' }],
      subdomains: [{ subdomain: 'blog', parent: 'a.example' }],
    }),
  ],
  [
    'services.json' as const,
    JSON.stringify({ nodejs: { apps: [{ name: 'api' }, { name: 'web', env: {} }] } }),
  ],
]);

const NO_JOBS = JSON.stringify({
  cron: { enabled: true },
  nodejs: { apps: [{ name: 'api' }, { name: 'web' }] },
});
const isAssignment = (each: Assignment | string): each is Assignment => typeof each !== 'string';

test.each([
  ['domains.addon_domains.shop.example.docroot=/y', ['addon_domains', 1, 'docroot'], '/y'],
  ['domains.addon_domains.1.docroot=/y', ['addon_domains', 1, 'docroot'], '/y'],
  ['domains.subdomains.blog.a.example.docroot=/y', ['subdomains', 0, 'docroot'], '/y'],
  ['domains.sites.shop.example.hsts_seconds=60', ['sites', 'shop.example', 'hsts_seconds'], 60],
  ['domains.sites.shop.example=', ['sites', 'shop.example'], undefined],
  [
    'domains.sites.shop.example.headers.X-Frame-Options=DENY',
    ['sites', 'shop.example', 'headers', 'X-Frame-Options'],
    'DENY',
  ],
  ['services.nodejs.apps.web.env.PORT_COUNT=3', ['nodejs', 'apps', 1, 'env', 'PORT_COUNT'], '3'],
  ['services.nodejs.apps.nothing.port=3', ['nodejs', 'apps', 'nothing', 'port'], 3],
])('%s names an entry by what it is called', (word, path, value) => {
  const parsed = parseAssignment(word);
  expect(typeof parsed === 'string' ? parsed : editsOf([parsed], SET)).toMatchObject([{ path, value }]);
});

test('lists grow and shrink, one word after the other', () => {
  expect(edits('domains.alias_domains+=c.example', 'domains.alias_domains-=a.example')).toEqual([
    { file: 'domains.json', path: ['alias_domains'], value: ['a.example', 'b.example', 'c.example'] },
    { file: 'domains.json', path: ['alias_domains'], value: ['b.example', 'c.example'] },
  ]);
  expect(edits('domains.n.m+=1')).toEqual([{ file: 'domains.json', path: ['n', 'm'], value: [1] }]);
});

test('an entry is added by its name, filled by the words that follow, and removed by its name', () => {
  const words = [
    'services.cron.jobs+=nightly',
    'services.cron.jobs.nightly.schedule=@daily',
    'services.cron.jobs+=weekly',
    'services.cron.jobs.weekly.command=true',
    'services.nodejs.apps-=api',
    'domains.addon_domains-=a.example',
    'domains.addon_domains+=new.example',
  ];
  const start = new Map([...SET, ['services.json' as const, NO_JOBS]]);
  const made = editsOf(words.map(parseAssignment).filter(isAssignment), start);
  const after = new Map<SetFileName, string>(start);
  for (const edit of typeof made === 'string' ? [] : made)
    after.set(edit.file, editJson(after.get(edit.file) ?? '', [edit]));
  expect(JSON.parse(after.get('services.json') ?? '')).toEqual({
    cron: {
      enabled: true,
      jobs: [
        { name: 'nightly', schedule: '@daily' },
        { name: 'weekly', command: 'true' },
      ],
    },
    nodejs: { apps: [{ name: 'web' }] },
  });
  expect(JSON.parse(after.get('domains.json') ?? '').addon_domains).toEqual([
    { domain: 'shop.example', docroot: '/x' },
    { domain: 'new.example' },
  ]);
});

test('an entry that is there is not added again', () => {
  expect(editsOf(['services.nodejs.apps+=web'].map(parseAssignment).filter(isAssignment), SET)).toMatchObject(
    [{ value: [{ name: 'api' }, { name: 'web', env: {} }] }],
  );
});

test.each([
  ['domains.alias_domains-=z.example', 'does not contain'],
  ['domains.n+=1', 'is not a list'],
])('%s cannot be done', (word, why) => {
  expect(edits(word)).toContain(why);
});

test.each(['disk=5', 'limits=5', 'limits.disk_quota_mb', 'nothing.key=5', '.x=1', 'limits.a b=1'])(
  '%s is no assignment',
  (word) => {
    expect(parseAssignment(word)).toBeTypeOf('string');
  },
);

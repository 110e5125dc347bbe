// A command that refuses names what to do: it is typed, and the command then does what it was asked.

import { afterAll, beforeAll, expect, test } from 'vitest';
import { bootSandbox, type Sandbox } from '../../sandbox/sandbox.ts';
import { shown } from '../remedies/shown.ts';

const USERS = '/etc/jopanel/users';
const SETTINGS = '/etc/jopanel/jopaneld.json';
const PATH = '/usr/lib/jopanel/bin:/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin';

interface Refusal {
  readonly name: string;
  readonly before?: string;
  readonly command: string;
  readonly remedy: (said: string) => string;
  readonly act: (remedy: string, said: string) => string;
  /** The command that works then: the same again where nothing is said. */
  readonly works?: string;
}

const itself = (remedy: string) => remedy.replace(/^[^:]*: /, '');

const REFUSALS: readonly Refusal[] = [
  {
    name: 'no folder for accounts',
    before: `mv ${USERS} /root/users`,
    command: 'jopanel user create anna --domain anna.example',
    remedy: (said) => shown('make it: install -d -m 0700 …', said),
    act: itself,
  },
  {
    name: 'a user of another',
    before: 'useradd stranger',
    command: 'jopanel user create stranger --domain stranger.example',
    remedy: (said) =>
      shown('choose another name; to adopt that user, write a set with its uid, gid, home and shell', said),
    act: () => 'true',
    works: 'jopanel user create bert --domain bert.example --wait',
  },
  {
    name: 'no such package',
    command: 'jopanel user create carl --domain carl.example --package gold --wait',
    remedy: (said) => shown('add one at …/….json', said),
    act: (remedy) => {
      const [path = ''] = /\/\S+/.exec(remedy) ?? [];
      return `install -D -m 0644 /usr/lib/jopanel/packages/starter.json ${path}`;
    },
  },
  {
    name: 'all numbers in use',
    before: `echo '{"uid_allocate": [20000, 20000]}' >${SETTINGS}; useradd --uid 20000 full`,
    command: 'jopanel user create dora --domain dora.example',
    remedy: (said) => shown('raise uid_max or uid_allocate in /etc/jopanel/jopaneld.json', said),
    act: () => `echo '{"uid_allocate": [20000, 30000]}' >${SETTINGS}`,
  },
  {
    name: 'a user without rights',
    command:
      'setpriv --reuid=65534 --clear-groups jopanel user set bert "account.contact_email=b@bert.example"',
    remedy: (said) => shown('sudo jopanel …', said),
    // Where sudo leads to: a shell of root.
    act: (remedy) => remedy.replace('sudo ', ''),
    works: "grep -q 'b@bert.example' /etc/jopanel/users/bert/account.json",
  },
  {
    name: 'a domain above another',
    before: 'jopanel domain add bert shop.example; jopanel domain add bert app.shop.example',
    command: 'jopanel domain remove bert shop.example',
    remedy: (said) => shown('remove that first', said),
    act: () => 'jopanel domain remove bert app.shop.example',
  },
  {
    name: 'a folder without sets',
    before: 'mkdir -p /srv/empty',
    command: 'jopanel validate /srv/empty',
    remedy: (said) => shown("name an account's folder, or a folder of such folders", said),
    act: () => 'true',
    works: `jopanel validate ${USERS}/bert && jopanel validate ${USERS}`,
  },
  {
    name: 'a journal that is in use',
    before: 'echo some-secret-of-mine >/root/secret',
    command: 'jopanel journal expunge /root/secret',
    remedy: (said) => shown('stop it first: systemctl stop jopaneld', said),
    act: itself,
  },
  {
    name: 'no daemon',
    before: 'systemctl stop jopaneld.socket jopaneld',
    command: 'jopanel retire --all --confirm',
    remedy: (said) => shown('start it: systemctl start jopaneld', said),
    act: itself,
  },
  {
    name: 'a folder that is there',
    command: 'jopanel retire bert --confirm',
    remedy: (said) => shown('remove …/… first', said),
    act: () =>
      `mv ${USERS}/bert /root/bert; until jopanel --json status bert | grep -q '"retired"'; do sleep 0.3; done; mv /root/bert ${USERS}/bert`,
    works: 'jopanel apply bert',
  },
  {
    name: 'a deletion without a name',
    command: 'jopanel user delete bert </dev/null',
    remedy: (said) => shown('run: jopanel user delete … --confirm …', said),
    act: itself,
    works: `until jopanel --json status bert | grep -q '"retired"'; do sleep 0.3; done`,
  },
  {
    name: 'a name that still exists',
    command: 'jopanel user create bert --domain bert2.example',
    remedy: (said) => shown('restore it: …; or remove it: jopanel purge …', said),
    act: (remedy) => remedy.replace(/^restore it: (.*?);.*/, '$1'),
    works: `test -d ${USERS}/bert; jopanel user delete bert --confirm bert; until jopanel --json status bert | grep -q '"retired"'; do sleep 0.3; done`,
  },
  {
    name: 'a purge without a name',
    command: 'jopanel purge bert </dev/null',
    remedy: (said) => shown('run: jopanel purge … --confirm …', said),
    act: itself,
    works: `until ! test -e /home/bert; do sleep 0.3; done`,
  },
  {
    name: 'an account that was purged',
    command: 'jopanel restore --from-journal bert',
    remedy: (said) => shown('run: jopanel user restore …', said),
    act: (_, said) => /jopanel user restore \w+/.exec(said)?.[0] ?? 'false',
    works: `test -d ${USERS}/bert && test -d /home/bert`,
  },
  {
    name: 'a service that is down',
    before:
      'systemctl stop nginx; jopanel domain add carl more.example; until jopanel explain carl | grep -q "systemctl start nginx"; do sleep 0.3; done',
    command: 'jopanel explain carl; false',
    remedy: (said) => shown('run: systemctl start …', said),
    act: (remedy) => `${itself(remedy)}; jopanel apply carl`,
    works: 'test "$(curl -so /dev/null -w "%{http_code}" -H "Host: more.example" localhost)" != 000',
  },
  {
    name: 'a service that is masked',
    before:
      'systemctl mask --now nginx; jopanel domain add carl most.example; until jopanel explain carl | grep -q "systemctl unmask nginx"; do sleep 0.3; done',
    command: 'jopanel explain carl; false',
    remedy: (said) => shown('run: systemctl unmask …', said),
    act: (remedy) => `${itself(remedy)}; systemctl start nginx; jopanel apply carl`,
    works: 'test "$(curl -so /dev/null -w "%{http_code}" -H "Host: most.example" localhost)" != 000',
  },
];

let host: Sandbox;

async function shell(script: string) {
  const { exitCode, stdout, stderr } = await host.run(['bash', '-c', script], {
    allowFailure: true,
    env: { PATH, SYSTEMD_PAGER: 'cat' },
  });
  return { exitCode, said: `${stdout}${stderr}` };
}

beforeAll(async () => {
  host = await bootSandbox();
  const { said, exitCode } = await shell(`install -d -m 0700 ${USERS}; systemctl start jopaneld jopanel-php`);
  if (exitCode !== 0) throw new Error(said);
}, 120_000);
afterAll(() => host?.destroy());

test.each(REFUSALS)('$name', async ({ before = 'true', command, remedy, act, works = command }) => {
  expect(await shell(before)).toMatchObject({ exitCode: 0 });
  const refused = await shell(command);
  expect(refused.exitCode, refused.said).not.toBe(0);
  const words = remedy(refused.said);
  const done = await shell(act(words, refused.said));
  expect(done.exitCode, done.said).toBe(0);
  const again = await shell(works);
  expect(again.exitCode, `${done.said}\n${again.said}`).toBe(0);
});

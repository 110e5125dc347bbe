// An operator's day on a host that never saw a checkout, typed by a person at 80 and at 200 columns. Every screen is kept.

import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { bootSandbox, type Sandbox } from '../../../sandbox/sandbox.ts';
import { PackageHost } from '../package-host.ts';
import { packagesOf } from '../packages.ts';
import { type Screen, Terminal } from '../terminal.ts';

/** The screens stay there, to be read. */
const SCREENS = process.env.JOPANEL_SCREENS ?? mkdtempSync(join(tmpdir(), 'jopanel-screens-'));
/** Of zsh and fish, as `sandbox/setup day` gets them. */
const SHELLS = join(import.meta.dirname, '../../../node_modules/.cache/shells');
const place = mkdtempSync(join(tmpdir(), 'jopanel-packages-'));
const packages = packagesOf('this', place);
afterAll(() => rmSync(place, { recursive: true }));
process.stdout.write(`screens: ${SCREENS}\n`);

describe.each([80, 200])('at %i columns', (columns) => {
  let host: Sandbox;
  let person: Terminal;
  const USERS = '/etc/jopanel/users';

  beforeAll(async () => {
    host = await bootSandbox({ hasProduct: false });
    await host.run(['rm', '--force', '/var/lib/man-db/auto-update']);
    await new PackageHost(host).bring(await packages, '/root');
    await host.copyIn(SHELLS, '/root/shells');
    person = new Terminal(host, columns, `${SCREENS}/${columns}`);
    await person.open();
  }, 300_000);
  afterAll(() => host?.destroy());

  /** The exit code and what has to stand on the screen. */
  async function shows(screen: Promise<Screen>, exitCode: number, ...all: RegExp[]): Promise<void> {
    const { unbroken, exitCode: code } = await screen;
    for (const each of all) expect(unbroken).toMatch(each);
    expect(code, unbroken).toBe(exitCode);
  }

  test('it is installed, and what the doctor names ends once it is done', async () => {
    await shows(person.type('install', 'apt-get -qq -y install ./jopanel_*.deb'), 0);
    await shows(person.type('first-steps', 'jopanel'), 0, /jopanel doctor/);
    await shows(
      person.type('doctor', 'jopanel doctor'),
      1,
      /nginx default server/,
      /FTP users/,
      /SSH environment/,
    );
    await shows(person.type('doctor-nginx', 'rm /etc/nginx/sites-enabled/default; jopanel apply'), 0);
    const lines =
      'userlist_enable=YES userlist_deny=NO userlist_file=/etc/vsftpd.jopanel_users session_support=YES';
    await shows(
      person.type('doctor-vsftpd', `printf '%s\\n' ${lines} >>/etc/vsftpd.conf; systemctl restart vsftpd`),
      0,
    );
    await shows(person.type('doctor-pam', "sed -i 's/user_readenv=1//' /etc/pam.d/sshd"), 0);
    const after = await person.type('doctor-after', 'jopanel doctor');
    expect(after.unbroken).not.toMatch(/nginx default server|FTP users|FTP sessions|SSH environment/);
  });

  test('an account is made, and its domains are looked after', async () => {
    await shows(
      person.type('create', 'jopanel user create anna --domain anna.example --email a@anna.example --wait'),
      0,
      /in force|applied/i,
    );
    await shows(person.type('placeholder', "curl -sH 'Host: anna.example' localhost | head -20"), 0);
    await shows(person.type('domain-add', 'jopanel domain add anna shop.example --wait'), 0);
    await shows(person.type('domain-list', 'jopanel domain list anna'), 0, /shop\.example/);
    await shows(person.type('second', 'jopanel user create bert --domain bert.example --wait'), 0);
    await shows(
      person.type('domain-move', 'jopanel domain move shop.example --to bert --with-files --wait'),
      0,
    );
    await shows(
      person.type('rename', 'jopanel user rename-domain bert bert.example bert2.example --wait'),
      0,
    );
    await shows(person.type('key', 'ssh-keygen -qt ed25519 -N "" -f k; jopanel key add anna - <k.pub'), 0);
    await shows(person.type('keys', 'jopanel key list anna'), 0, /ED25519/i);
    await shows(person.type('package', 'jopanel user set-package anna starter --wait'), 0);
    await shows(
      person.type(
        'cron',
        'jopanel user set anna services.cron.jobs+=night services.cron.jobs.night.schedule=@daily services.cron.jobs.night.command=true services.cron.jobs.night.status=active --wait',
      ),
      0,
    );
    await shows(person.type('status', 'jopanel status'), 0, /anna/);
    await shows(person.type('status-anna', 'jopanel status anna'), 0);
    await shows(person.type('usage', 'jopanel usage'), 0, /anna/);
  });

  test('a version of PHP that is not there is said at once, and a revision before it comes back', async () => {
    await shows(
      person.type('php', 'jopanel user set anna services.php.version=7.1 --wait'),
      1,
      /not installed/,
    );
    await shows(person.type('php-explain', 'jopanel explain anna'), 0, /set services\.php\.version to/);
    const history = await person.type('history', 'jopanel history anna');
    expect(history.unbroken).toContain('admin:opal');
    const [revision] = /[0-9a-f]{12}(?=.*in force)/.exec(history.unbroken) ?? [];
    await shows(
      person.type('rollback', `jopanel rollback anna ${revision} --wait`, [[/\[y\/N\]/, 'y<Enter>']]),
      0,
    );
    await applied('anna');
  });

  test('an app is added, started again and listened to', async () => {
    const folder = '/home/anna/apps/shop';
    await host.run(['install', '-d', '-o', 'anna', '-g', 'anna', '/home/anna/apps', folder]);
    await host.writeFile(`${folder}/run`, '#!/bin/sh\necho the shop is open\nexec sleep infinity\n', {
      mode: '0755',
    });
    await shows(person.type('app-add', `jopanel app add anna shop --command ${folder}/run --wait`), 0);
    await shows(person.type('app-list', 'jopanel app list anna'), 0, /shop/);
    await shows(person.type('app-restart', 'jopanel app restart anna shop'), 0);
    await shows(person.type('app-logs', 'jopanel logs anna --app shop'), 0, /the shop is open/);
    await shows(person.type('app-unknown', 'jopanel app restart anna shpo'), 1, /jopanel app list anna/);
    await shows(person.type('app-remove', 'jopanel app remove anna shop --wait'), 0);
  });

  test('files of another user are set right, and a single file of a revision comes back', async () => {
    await shows(person.type('strange', `chown 1000 ${USERS}/bert/*.json`), 0);
    await says('bert', 'invalid');
    await shows(person.type('strange-explain', 'jopanel explain bert'), 0, /belongs to uid 1000/);
    await shows(person.type('fix', 'jopanel fix bert'), 0);
    await applied('bert');
    const history = await person.type('only-history', 'jopanel history bert');
    const [revision] = /[0-9a-f]{12}(?=.*in force)/.exec(history.unbroken) ?? [];
    await shows(person.type('only-set', 'jopanel user set bert limits.max_databases=7 --wait'), 0);
    await shows(person.type('only-domain', 'jopanel domain add bert more.example --wait'), 0);
    await shows(
      person.type('only', `jopanel rollback bert ${revision} --only limits --wait`, [
        [/\[y\/N\]/, 'y<Enter>'],
      ]),
      0,
    );
    await shows(person.type('only-domains', 'jopanel domain list bert'), 0, /more\.example/);
    const limits = await host.readFile(`${USERS}/bert/limits.json`);
    expect(JSON.parse(limits)).not.toMatchObject({ max_databases: 7 });
  });

  test('a comma that is missing is seen everywhere, and the account can be suspended meanwhile', async () => {
    const file = `${USERS}/anna/domains.json`;
    await shows(person.type('comma', `vim ${file}`, [[/"primary"/, '/primary"<Enter>$x:wq<Enter>']]), 0);
    await says('anna', 'invalid');
    await shows(person.type('comma-status', 'jopanel status'), 0, /domains\.json:4/);
    await shows(
      person.type('comma-systemctl', 'systemctl --no-pager --lines=0 status jopaneld'),
      0,
      /invalid/,
    );
    await shows(
      person.type('comma-warnings', 'journalctl --no-pager -qp warning -u jopaneld -o cat'),
      0,
      /comma/,
    );
    await shows(person.type('comma-explain', 'jopanel explain anna'), 0, /user edit anna/);
    await shows(person.type('comma-validate', 'jopanel validate'), 2, /\^/);
    await shows(person.type('suspend', 'jopanel user suspend anna --wait'), 0);
    await shows(person.type('suspended', "curl -isH 'Host: anna.example' localhost | head -20"), 0, /503/);
    await shows(
      person.type('edit', 'jopanel user edit anna domains --wait', [
        [/"primary"/, '/primary"<Enter>A,<Escape>:wq<Enter>'],
      ]),
      0,
    );
    await shows(person.type('unsuspend', 'jopanel user unsuspend anna --wait'), 0);
    await shows(
      person.type('unsuspended', "curl -isH 'Host: anna.example' localhost"),
      0,
      /This site is new/,
    );
  });

  test('many accounts are made at once, and accidents with their folders are taken back by what the guard names', async () => {
    const list = Array.from(
      { length: 8 },
      (_, at) => `list${at},list${at}.example,a@list${at}.example,starter`,
    );
    await host.writeFile(
      '/root/list.csv',
      ['username,primary_domain,contact_email,package', ...list, ''].join('\n'),
    );
    await shows(person.type('bulk', 'jopanel user create --from list.csv --wait'), 0);
    await shows(person.type('owner', `chown -R 1000 ${USERS}`), 0);
    await says('list0', 'held');
    await shows(person.type('owner-status', 'jopanel status'), 0, /chown/);
    await shows(person.type('owner-doctor', 'jopanel doctor'), 1, /chown/);
    await shows(person.type('owner-back', `chown -R root:root ${USERS}`), 0);
    await applied('list0');
    await shows(person.type('lost', `rm -r ${USERS}/list*`), 0);
    await says('list7', 'held');
    await shows(person.type('lost-status', 'jopanel status'), 0, /explain list0/);
    await shows(person.type('lost-explain', 'jopanel explain list0'), 0, /--from-journal/);
    await shows(person.type('lost-back', 'jopanel restore --from-journal --all'), 0);
    await applied('list7');
  });

  test('an account is deleted, purged and brought back', async () => {
    await shows(person.type('delete', 'jopanel user delete bert', [[/bert.*: ?$/, 'bert<Enter>']]), 0);
    await says('bert', 'retired');
    await shows(person.type('retired', 'jopanel status bert'), 0, /purge/);
    await shows(person.type('purge', 'jopanel purge bert --confirm bert'), 0);
    await shows(person.type('restore', 'jopanel user restore bert --wait'), 0);
    await shows(person.type('restored', 'jopanel status'), 0, /bert +applied/);
  });

  test('settings with a slip, a daemon that is stopped, and a live view', async () => {
    await host.writeFile('/etc/jopanel/jopaneld.json', '{"sweep_second": 1}\n');
    await shows(person.type('reload', 'systemctl reload jopaneld'), 1);
    await shows(person.type('reload-doctor', 'jopanel doctor'), 1, /sweep_seconds/);
    await host.run(['rm', '/etc/jopanel/jopaneld.json']);
    await shows(person.type('reload-again', 'systemctl reload jopaneld'), 0);
    await shows(person.type('watch', 'jopanel watch', [[/ACCOUNT/, 'q']]), 0);
    await shows(person.type('search', 'jopanel search no-such-name'), 0);
    await shows(
      person.type('stop', 'systemctl stop jopaneld jopaneld.socket; jopanel status'),
      1,
      /from the journal/,
    );
    await shows(person.type('start', 'systemctl start jopaneld; jopanel status'), 0, /up /);
  });

  test('zsh and fish complete commands and accounts', async () => {
    await host.run(['bash', '-c', 'dpkg --install /root/shells/*.deb']);
    const line = [
      [/\n.*[#>]$/, 'jopanel user susp<Tab>'],
      [/user suspend/, 'ann<Tab>'],
      [/suspend anna/, '<C-u>exit<Enter>'],
    ] as const;
    await shows(
      person.type('zsh', 'zsh -f', [[/\n\S+#$/, 'autoload -U compinit; compinit -u<Enter>'], ...line]),
      0,
    );
    await shows(person.type('fish', 'fish', line), 0);
  });

  async function says(username: string, phase: string): Promise<void> {
    await host.waitFor(
      `${username} to be ${phase}`,
      async () => {
        const { stdout } = await host.run(['jopanel', '--json', 'status', username], { allowFailure: true });
        if (JSON.parse(stdout).account?.phase === phase) return true;
        throw new Error(stdout);
      },
      90_000,
    );
  }

  async function applied(username: string): Promise<void> {
    await says(username, 'applied');
  }
});

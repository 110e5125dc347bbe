// What the doctor names is typed as it stands there, and the next look finds nothing of it.

import { afterAll, beforeAll, expect, test } from 'vitest';
import { z } from 'zod';
import { bootSandbox, type Sandbox } from '../../sandbox/sandbox.ts';
import { sysctlRemedy } from '../../src/model/sysctl-remedy.ts';
import { shown } from '../remedies/shown.ts';
import { PHP } from './account-set.ts';

const Report = z.object({
  checks: z.array(z.object({ name: z.string(), state: z.string(), message: z.string(), remedy: z.string() })),
});
type Check = z.infer<typeof Report>['checks'][number];

interface Fault {
  /** The check that finds it. */
  readonly check: string;
  /** For a shell; nothing where a new host has it. */
  readonly make?: string;
  readonly remedy: (check: Check) => string;
  /** What a person types who reads the remedy; the remedy itself where it is a command. */
  readonly act?: (remedy: string, check: Check) => string;
}

const SETTINGS = '/etc/jopanel/jopaneld.json';
const setting = (text: string) => `printf '%s' '${text}' >${SETTINGS}`;
const place = ({ message }: Check) => /(\/[^\s:]+):(\d+)|(\/[^\s:]+):? line (\d+)/.exec(message) ?? [];
const removeLine = (_: string, check: Check) => {
  const [, file, line, other, itsLine] = place(check);
  return `sed -i '${line ?? itsLine}d' ${file ?? other}`;
};
/** Lines such as `a=b, c=d`, and then a command. */
const setLines = (remedy: string) => {
  const [, lines = '', then = ''] = /(?:in \S+: )(.*?); and run: (.*)/.exec(remedy) ?? [];
  return `printf '%s\n' ${lines.replaceAll(',', '')} >>/etc/vsftpd.conf; ${then}`;
};
/** There is no network to get the package by: what it would bring is put back, where it is the one that has it. */
const install = (program: string) => (remedy: string) =>
  `dpkg -L ${remedy.replace('apt install ', '')} | grep -qE '/s?bin/${program}$' && mv /root/${program} $(cat /root/${program}.was)`;
const hide = (program: string) =>
  `command -v ${program} >/root/${program}.was; mv $(command -v ${program}) /root/${program}`;
const uninstalled = (program: string): Fault => ({
  check: program,
  make: hide(program),
  remedy: ({ remedy }) => shown('apt install …', remedy),
  act: install(program),
});

const OF_SETTINGS: readonly Fault[] = [
  {
    check: 'settings',
    make: setting('{"sweep_second": 1}'),
    remedy: ({ remedy }) =>
      shown('correct the file; a running daemon keeps its old settings, and could not start again', remedy),
    act: () => `sed -i s/sweep_second/sweep_seconds/ ${SETTINGS}`,
  },
  {
    check: 'settings',
    make: `${setting('{}')}; chmod g+w ${SETTINGS}`,
    remedy: ({ remedy }) => shown('chmod go-w …', remedy),
  },
  {
    check: 'settings',
    make: `chown 1234 ${SETTINGS}`,
    remedy: ({ remedy }) => shown('chown …root …', remedy),
  },
  {
    check: 'staging',
    make: setting('{"run_dir": "/srv/jopanel"}'),
    remedy: ({ remedy }) => shown('set run_dir to a folder below /run', remedy),
    act: () => setting('{"run_dir": "/run/jopanel"}'),
  },
  {
    check: 'home base /srv/homes',
    make: setting('{"home_bases": ["/home", "/srv/homes"]}'),
    remedy: ({ remedy }) => shown('install -d -m 0755 …', remedy),
  },
  {
    check: 'users folder',
    make: `rm ${SETTINGS}; rmdir /etc/jopanel/users`,
    remedy: ({ remedy }) => shown('install -d -m 0700 …', remedy),
  },
  {
    check: 'users folder',
    make: 'rmdir /etc/jopanel/users; ln -s /srv /etc/jopanel/users; chown -h 1234 /etc/jopanel/users',
    remedy: ({ remedy }) => shown('chown …root …', remedy),
    act: (remedy) => `${remedy}; rm /etc/jopanel/users; install -d -m 0700 /etc/jopanel/users`,
  },
  {
    check: 'users folder',
    make: 'rmdir /etc/jopanel/users; touch /etc/jopanel/users',
    remedy: ({ remedy }) => shown('mv … ….away; install -d -m 0700 …', remedy),
  },
];

const AT_ONCE: readonly Fault[] = [
  {
    check: 'nginx -t',
    make: 'echo "nonsense on;" >/etc/nginx/modules-enabled/zz.conf',
    remedy: ({ remedy }) =>
      shown('correct the line that it names; until then no change of a site goes live', remedy),
    act: removeLine,
  },
  {
    check: 'nginx include',
    make: 'sed -i "/conf.d/d" /etc/nginx/nginx.conf',
    remedy: ({ remedy }) => shown('add the line: …', remedy),
    act: (_, { remedy }) => {
      const line = /(include .*;) in its http block/.exec(remedy)?.[1];
      return `sed -i '/^http {/a ${line}' /etc/nginx/nginx.conf`;
    },
  },
  {
    check: 'sshd -t',
    make: 'echo "Nonsense yes" >>/etc/ssh/sshd_config',
    remedy: ({ remedy }) =>
      shown('correct the line that it names; until then no change of a login goes live', remedy),
    act: removeLine,
  },
  {
    check: 'sshd include',
    make: 'sed -i "/^Include/c # none" /etc/ssh/sshd_config',
    remedy: ({ remedy }) => shown('add the line: …', remedy),
    act: (remedy) => {
      const line = /(Include \S+) at its beginning/.exec(remedy)?.[1];
      return `sed -i '1i ${line}' /etc/ssh/sshd_config`;
    },
  },
  {
    check: `php-fpm${PHP} -t`,
    make: `echo "nonsense = 1" >/etc/php/${PHP}/fpm/pool.d/zz.conf`,
    remedy: ({ remedy }) => shown('correct what it names; then: systemctl restart jopanel-php', remedy),
    act: (remedy, check) => `${removeLine(remedy, check)}; systemctl restart jopanel-php`,
  },
  { check: 'nginx default server', remedy: ({ remedy }) => shown('rm …; jopanel apply', remedy) },
  {
    check: 'status group',
    remedy: ({ remedy }) => shown('groupadd --system …; systemctl restart jopaneld', remedy),
  },
  {
    check: 'agent group',
    remedy: ({ remedy }) => shown('groupadd --system …; systemctl restart jopaneld', remedy),
  },
  {
    check: 'SSH environment',
    make: 'echo "session required pam_env.so user_readenv=1" >>/etc/pam.d/sshd',
    remedy: ({ remedy }) => shown('take user_readenv=1 out of /etc/pam.d/sshd', remedy),
    act: () => 'sed -i s/user_readenv=1// /etc/pam.d/sshd',
  },
  {
    check: 'FTP users',
    remedy: ({ remedy }) => shown('set in /etc/vsftpd.conf: …; and run: systemctl restart vsftpd', remedy),
    act: setLines,
  },
  {
    check: 'FTP sessions',
    remedy: ({ remedy }) =>
      shown('set session_support=YES in /etc/vsftpd.conf; systemctl restart vsftpd', remedy),
    act: () => 'echo session_support=YES >>/etc/vsftpd.conf; systemctl restart vsftpd',
  },
  {
    check: 'users folder',
    make: 'mkdir /etc/jopanel/users/backup-2026',
    remedy: ({ remedy }) =>
      shown('move them out of this folder; what is named like an account becomes one', remedy),
    act: () => 'mv /etc/jopanel/users/backup-2026 /root',
  },
  {
    check: 'log of accounts',
    make: 'rm /etc/systemd/journald@jopanel.conf',
    remedy: ({ remedy }) => shown('install -m 0644 /usr/lib/jopanel/systemd/jopanel.journald.conf …', remedy),
  },
  {
    check: 'cron sessions',
    make: 'sed -i /jopanel-crontab/d /etc/pam.d/common-session-noninteractive',
    remedy: ({ remedy }) =>
      shown(
        'install -m 0644 /usr/lib/jopanel/systemd/jopanel.pam-config …; pam-auth-update --package',
        remedy,
      ),
  },
  {
    check: 'log of sessions',
    make: 'rm /etc/security/namespace.d/jopanel.conf; sed -i /pam_namespace/d /etc/pam.d/common-session',
    remedy: ({ remedy }) =>
      shown(
        'install -m 0644 /usr/lib/jopanel/systemd/jopanel.namespace.conf …; install -m 0644 /usr/lib/jopanel/systemd/jopanel.pam-config /usr/share/pam-configs/jopanel; pam-auth-update --package',
        remedy,
      ),
  },
  {
    check: 'journal',
    make: 'chmod 644 /var/lib/jopanel/journal.db',
    remedy: ({ remedy }) => shown('chown root:root …; chmod 600 …', remedy),
  },
  {
    check: 'nosuid',
    remedy: ({ remedy }) =>
      shown('mount each as a file system of its own with nosuid, in /etc/fstab', remedy),
    act: (_, { message }) => {
      const folders = /accounts in (.*) can/.exec(message)?.[1]?.split(', ') ?? [];
      return folders
        .map((each) => `echo "tmpfs ${each} tmpfs nosuid 0 0" >>/etc/fstab; mount ${each}`)
        .join('; ');
    },
  },
  {
    check: 'PHP activator',
    make: 'systemctl stop jopanel-php.socket jopanel-php',
    remedy: ({ remedy }) => shown('systemctl enable --now jopanel-php.socket jopanel-php', remedy),
  },
  ...['setfacl', 'setquota'].map(uninstalled),
];

const SOCKETS = { jopaneld: '/run/jopanel/status.sock', 'jopanel-php': '/run/jopanel-php.sock' };

const failedSocket = (service: keyof typeof SOCKETS, words: (said: string) => string): Fault => ({
  check: `${service}.socket`,
  make: `systemctl stop ${service}.socket ${service}; mkdir ${SOCKETS[service]}; systemctl start ${service}.socket; rmdir ${SOCKETS[service]}`,
  remedy: ({ remedy }) => words(remedy),
});

const FAILED_SOCKETS: readonly Fault[] = [
  failedSocket('jopaneld', (said) =>
    shown(
      'systemctl stop jopaneld.service; systemctl reset-failed jopaneld.socket; systemctl start jopaneld.socket jopaneld.service',
      said,
    ),
  ),
  failedSocket('jopanel-php', (said) =>
    shown(
      'systemctl stop jopanel-php.service; systemctl reset-failed jopanel-php.socket; systemctl start jopanel-php.socket jopanel-php.service',
      said,
    ),
  ),
];

/** By its socket a service would be started again by the look itself. */
const FAILED: readonly Fault[] = [
  ...(
    [
      [
        'jopaneld',
        (said: string) => shown('jopanel status; journalctl -u jopaneld; systemctl restart jopaneld', said),
      ],
      [
        'jopanel-php',
        (said: string) => shown('journalctl -u jopanel-php; systemctl restart jopanel-php', said),
      ],
      ['nginx', (said: string) => shown('journalctl -u nginx; systemctl restart nginx', said)],
      ['ssh', (said: string) => shown('journalctl -u ssh; systemctl restart ssh', said)],
      ['vsftpd', (said: string) => shown('journalctl -u vsftpd; systemctl restart vsftpd', said)],
      ['cron', (said: string) => shown('journalctl -u cron; systemctl restart cron', said)],
      ['mariadb', (said: string) => shown('journalctl -u mariadb; systemctl restart mariadb', said)],
    ] as const
  ).map(
    ([unit, words]): Fault => ({
      check: `${unit}.service`,
      make: `mkdir -p /run/systemd/system/${unit}.service.d; printf '[Service]\nRestart=no\n' >/run/systemd/system/${unit}.service.d/no.conf; systemctl daemon-reload; systemctl start ${unit}; systemctl --quiet stop ${unit}.socket 2>/dev/null; systemctl kill --kill-who=main --signal=SEGV ${unit}; while systemctl -q is-active ${unit}; do sleep 0.05; done`,
      remedy: ({ remedy }) => words(remedy),
    }),
  ),
];

let host: Sandbox;

async function shell(script: string): Promise<void> {
  const { exitCode, stdout, stderr } = await host.run(['bash', '-c', script], {
    allowFailure: true,
    env: { PATH, SYSTEMD_PAGER: 'cat' },
  });
  if (exitCode === 0) return;
  const log = await host.run(['journalctl', '--no-pager', '--output=cat', '--lines=15', '--unit=jopaneld']);
  throw new Error(`${script}\n${stdout}${stderr}${log.stdout}`);
}

async function look(): Promise<readonly Check[]> {
  const { stdout } = await host.run(['/usr/lib/jopanel/bin/jopanel', '--json', 'doctor'], {
    allowFailure: true,
  });
  return Report.parse(JSON.parse(stdout)).checks;
}

const found = (checks: readonly Check[], name: string): Check => {
  const all = checks.filter((each) => each.name === name);
  const check = all.find(({ state }) => state !== 'ok') ?? all[0];
  if (check === undefined) throw new Error(`no check is named ${name}`);
  return check;
};

/** All are made, one look finds them, what it names is typed, and the next look finds none of them. */
async function endsAll(faults: readonly Fault[]): Promise<void> {
  for (const { make } of faults) if (make !== undefined) await shell(make);
  const before = await look();
  for (const { check: name, remedy, act } of faults) {
    const check = found(before, name);
    const said = remedy(check);
    await shell(act?.(said, check) ?? said);
  }
  const after = await look();
  const names = new Set(faults.map(({ check }) => check));
  expect(after.filter(({ name, state }) => names.has(name) && state !== 'ok')).toEqual([]);
}

const PATH = '/usr/lib/jopanel/bin:/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin';

beforeAll(async () => {
  host = await bootSandbox();
  await shell('install -d -m 0700 /etc/jopanel/users; systemctl start jopaneld jopanel-php');
}, 120_000);
afterAll(() => host?.destroy());

test('what can be wrong side by side', () => endsAll(AT_ONCE), 120_000);

test('sockets that failed', () => endsAll(FAILED_SOCKETS), 120_000);

test('services that failed', () => endsAll(FAILED), 120_000);

test('a setting of the kernel is there for the next start too', async () => {
  // The kernel is the one of the machine, whose settings stay as they are.
  await host.writeFile('/usr/local/sbin/sysctl', '#!/bin/sh\necho "$@" >/root/sysctl\n', { mode: '0755' });
  const said = sysctlRemedy(['fs.file-max', 7], ['fs.nr_open', 8]);
  await shell(shown("printf '%s\\n' … >>…; sysctl -p …", said));
  expect(await host.readFile('/etc/sysctl.d/60-jopanel.conf')).toBe('fs.file-max=7\nfs.nr_open=8\n');
  expect(await host.readFile('/root/sysctl')).toBe('-p /etc/sysctl.d/60-jopanel.conf\n');
});

test.each(OF_SETTINGS.map((fault, at) => [`${at + 1}: ${fault.check}`, fault] as const))(
  'settings and folders, %s',
  (_, fault) => endsAll([fault]),
);

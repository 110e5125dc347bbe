// What a reload of the settings changes on a running daemon, and what it does not.

import { afterAll, beforeAll, expect, test } from 'vitest';
import { waitFor } from '../../sandbox/wait-for.ts';
import { forgetAccounts } from './forget-accounts.ts';
import {
  dropAccount,
  editAccount,
  journal,
  request,
  runDaemon,
  sandbox,
  startDaemon,
  stopDaemon,
  waitApplied,
} from './harness.ts';
import { jopanel, phaseOf } from './jopanel.ts';

const CONFIG = '/etc/jopanel/jopaneld.json';
const SOCKET = '/run/jopanel/status.sock';
const CERTIFICATES = '/etc/jopanel/metrics-tls';
const ELSEWHERE = '/run/jopanel-elsewhere';

beforeAll(async () => {
  await sandbox.run(['groupadd', '--system', 'jopanel']);
  await dropAccount('settann');
  await startDaemon();
  await waitApplied('settann');
});

afterAll(async () => {
  await sandbox.run(['systemctl', 'stop', 'jopaneld.socket']);
  await stopDaemon();
  await sandbox.run(['groupdel', 'jopanel']);
  await sandbox.run(['rm', '--recursive', '--force', '--', CONFIG, ELSEWHERE, CERTIFICATES, '/srv/settings']);
  await forgetAccounts(['settann', 'settbob']);
});

async function reloadWith(settings: object, outcome: 'done' | 'refused' = 'done'): Promise<void> {
  await sandbox.writeFile(CONFIG, JSON.stringify(settings));
  const before = await reloads();
  const { exitCode } = await sandbox.run(['systemctl', 'reload', 'jopaneld'], { allowFailure: true });
  expect(exitCode === 0 ? 'done' : 'refused').toBe(outcome);
  await waitFor('the settings to be read', async () => (await reloads()) > before);
}

async function reloads(): Promise<number> {
  return (await journal(1000)).split('\n').filter((line) => /settings re(loaded|fused)/.test(line)).length;
}

async function ownerOf(path: string): Promise<string> {
  return (await sandbox.run(['stat', '--format=%A %U:%G', '--', path])).stdout.trim();
}

test('the socket is let to another group, also one that systemd made', async () => {
  await reloadWith({ status_group: 'games' });
  await waitFor('the group', async () => (await ownerOf(SOCKET)) === 'srw-rw---- root:games');
  await stopDaemon();
  await sandbox.run(['systemctl', 'start', 'jopaneld.socket']);
  await startDaemon();
  expect(await ownerOf(SOCKET)).toBe('srw-rw---- root:games');
  expect(await phaseOf('settann')).toBe('applied');
  await stopDaemon();
  await sandbox.run(['systemctl', 'stop', 'jopaneld.socket']);
  await startDaemon();
});

test('settings that are refused leave the old ones in force', async () => {
  await reloadWith({ statusgroup: 'root' }, 'refused');
  expect(await journal(20)).toContain('did you mean status_group?');
  await reloadWith({ run_dir: '/etc/hostname/run' });
  expect(await journal(20)).toContain('use a folder that can be made');
  expect(await ownerOf(SOCKET)).toBe('srw-rw---- root:games');
});

test('a refused set is in the status line of the unit and among the warnings of the journal', async () => {
  const statusLine = async () =>
    (await sandbox.run(['systemctl', 'show', '--value', '--property=StatusText', 'jopaneld'])).stdout.trim();
  await waitFor('all to be well', async () => (await statusLine()) === '1 account: 1 applied');
  await editAccount('settann', 'limits', (limits) => ({ ...limits, disk_quota_mb: 'much' }));
  await waitFor('the refusal', async () => (await statusLine()) === '1 account: 1 invalid');
  const warnings = await sandbox.run(['journalctl', '--unit=jopaneld', '--priority=warning', '--output=cat']);
  const lines = warnings.stdout
    .trim()
    .split('\n')
    // systemd says in words of its own that a reload failed.
    .filter((line) => line.startsWith('{'))
    .map((line) => JSON.parse(line));
  expect(lines).toContainEqual(expect.objectContaining({ account: 'settann', level: 40 }));
  expect(lines.filter(({ level }) => level < 40)).toEqual([]);
  await editAccount('settann', 'limits', (limits) => ({ ...limits, disk_quota_mb: 1024 }));
  await waitFor('all to be well again', async () => (await statusLine()) === '1 account: 1 applied');
});

test('metrics are served over TCP where the settings say, and nothing else is', async () => {
  const scrape = async (...words: string[]) => {
    const argv = ['curl', '--silent', '--show-error', '--output', '/dev/null', '--write-out', '%{http_code}'];
    return (await sandbox.run([...argv, ...words], { allowFailure: true })).stdout;
  };
  const plain = 'http://127.0.0.1:9710';
  await reloadWith({ metrics_listen: '127.0.0.1:9710' });
  await waitFor('the port', async () => (await scrape(`${plain}/metrics`)) === '200');
  expect(await scrape(`${plain}/v1/status`)).toBe('404');
  expect(await scrape('--data', '{}', `${plain}/metrics`)).toBe('405');
  await expectConfined(async () => (await scrape(`${plain}/metrics`)) === '200');

  await sandbox.run(['mkdir', '--mode=0700', CERTIFICATES]);
  const request = [
    'openssl',
    'req',
    '-x509',
    '-newkey',
    'ec',
    '-pkeyopt',
    'ec_paramgen_curve:P-256',
    '-nodes',
  ];
  const names = ['-subj', '/CN=scraper', '-addext', 'subjectAltName=IP:127.0.0.1', '-days', '2'];
  const [key, cert] = [`${CERTIFICATES}/key.pem`, `${CERTIFICATES}/cert.pem`];
  await sandbox.run([...request, ...names, '-keyout', key, '-out', cert]);
  const tls = { tls_cert_file: cert, tls_key_file: key, client_ca_file: cert };
  await reloadWith({ metrics_listen: { address: '127.0.0.1', port: 9711, ...tls } });
  const safe = ['--cacert', cert, 'https://127.0.0.1:9711/metrics'];
  await waitFor(
    'the port with TLS',
    async () => (await scrape('--cert', cert, '--key', key, ...safe)) === '200',
  );
  expect(await scrape(...safe)).toBe('000');
  expect(await scrape(`${plain}/metrics`)).toBe('000');

  // Where systemd cannot start that process, the daemon itself answers.
  const dropIns = '/run/systemd/system/jopanel-metrics.service.d';
  await sandbox.run(['mkdir', '--parents', dropIns]);
  await sandbox.writeFile(`${dropIns}/broken.conf`, '[Service]\nExecStartPre=/bin/false\n');
  await reloadWith({ metrics_listen: '[::1]:9712' });
  const six = 'http://[::1]:9712/metrics';
  await waitFor('the port of the daemon', async () => (await scrape(six)) === '200');
  expect(await journal(20)).toContain(
    'jopanel-metrics does not start, so jopaneld serves the metrics itself',
  );
  await sandbox.run(['rm', '--recursive', '--', dropIns]);
  expect(await scrape('--cert', cert, '--key', key, ...safe)).toBe('000');

  await reloadWith({});
  await waitFor('the port to close', async () => (await scrape(six)) === '000');
  const { stdout: units } = await sandbox.run([
    'systemctl',
    'list-units',
    '--all',
    '--plain',
    'jopanel-metrics*',
  ]);
  expect(units).not.toContain('jopanel-metrics');
});

/** What serves the metrics can read no secret and write nothing, and comes back when it ends. */
async function expectConfined(answers: () => Promise<boolean>): Promise<void> {
  const mainPid = async (unit: string) =>
    (await sandbox.run(['systemctl', 'show', '--property=MainPID', '--value', unit])).stdout.trim();
  const [front, daemon] = [await mainPid('jopanel-metrics'), await mainPid('jopaneld')];
  // As who takes it over would: in its place, as its user, without the filters that it has besides.
  const { stdout: uid } = await sandbox.run(['stat', '--format=%u', `/proc/${front}`]);
  expect(Number(uid)).toBeGreaterThan(60_000);
  const inside = `
    for path in /etc/shadow /etc/passwd /etc/jopanel /var/lib/jopanel /var/log /home/settann ${CONFIG} /run/jopanel; do
      test -e "$path" && echo "sees $path"
    done
    cat /proc/1/root/etc/shadow /proc/1/environ /proc/${daemon}/environ
    for folder in / /usr /usr/lib/jopanel /run /tmp /var /var/tmp /dev /dev/shm /etc /home /sys/fs/cgroup; do
      touch "$folder/written" && echo "writes $folder"
    done
    bash -c 'exec 3<>/dev/tcp/127.0.0.1/80' && echo connects
    test -S /run/upstream.sock && echo asks`;
  const enter = ['nsenter', `--target=${front}`, '--root', '--wd', '--mount', '--net'];
  const seen = await sandbox.run([...enter, `--setuid=${uid.trim()}`, '--', 'sh', '-c', inside]);
  expect(seen.stdout).toBe('asks\n');
  const exposure = ['systemd-analyze', 'security', '--no-pager', '--threshold=20', 'jopanel-metrics.service'];
  await sandbox.run(exposure);

  await sandbox.run(['kill', '-KILL', front]);
  await waitFor('the next process', async () => ![front, '0'].includes(await mainPid('jopanel-metrics')));
  await waitFor('its answers', answers);
  expect(await mainPid('jopaneld')).toBe(daemon);
}

test('where services are found by their pid files, PHP runs in the slice of its account all the same', async () => {
  await reloadWith({ service_manager: 'pid-file' });
  await sandbox.run(['systemctl', 'restart', 'jopanel-php']);
  const revision = await editAccount('settann', 'services', (services) => ({
    ...services,
    php: { ...Object(services.php), settings: { max_children: 2 } },
  }));
  await waitApplied('settann', revision);
  const page = '/home/settann/domains/settann.example/public_html/user.php';
  await sandbox.writeFile(page, '<?php echo get_current_user();', { owner: 'settann' });
  expect(await request('settann.example', '/user.php')).toMatchObject({ status: 200, body: 'settann' });
  const uid = (await sandbox.run(['id', '--user', 'settann'])).stdout.trim();
  const slice = ['systemctl', 'show', '--property=Slice', '--value', 'jopanel-php-settann-*.service'];
  expect((await sandbox.run(slice)).stdout.trim()).toBe(`user-${uid}.slice`);
});

test('the sockets and the lock move to another folder, and no second daemon acts', async () => {
  await reloadWith({ run_dir: ELSEWHERE });
  await waitFor('the socket', async () => (await jopanel(['status'])).exitCode === 0);
  // With all that other units do for it, which stayed where they were.
  const revision = await editAccount('settann', 'services', (services) => ({
    ...services,
    php: { ...Object(services.php), settings: { max_children: 3 } },
  }));
  await waitApplied('settann', revision);
  const second = await runDaemon('--once');
  expect(second.exitCode).toBe(1);
  expect(second.stdout).toContain('runs already');
  await reloadWith({});
  await waitFor('the socket', async () => (await jopanel(['status'])).exitCode === 0);
});

test('a new account has its home where the settings put homes', async () => {
  await sandbox.run(['install', '--directory', '/srv/settings/homes']);
  await reloadWith({ home_bases: ['/srv/settings/homes', '/home'] });
  const made = await jopanel(['user', 'create', 'settbob', '--domain', 'settbob.example', '--wait']);
  expect(made).toMatchObject({ exitCode: 0, stderr: '' });
  expect(await ownerOf('/srv/settings/homes/settbob')).toBe('drwxr-x--- root:settbob');
});

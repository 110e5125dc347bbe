/** Orders of the PHP activator as jopaneld publishes them, and what visitors get of them. */

import { PHP } from './account-set.ts';
import { sandbox } from './harness.ts';

export interface OrderOptions {
  readonly username: string;
  readonly uid: number;
  readonly version?: string;
  /** Any text; another one asks for another FPM. */
  readonly marker?: string;
  readonly idleMinutes?: number;
  readonly takeOver?: boolean;
  readonly config?: readonly string[];
  /** What only the start of PHP-FPM can set, as `name=value`. */
  readonly ini?: readonly string[];
}

export const poolSocket = (username: string) => `/run/php/jopanel-${username}.sock`;

export async function writeOrder(options: OrderOptions): Promise<void> {
  const { username, uid, version = PHP, marker = 'none', idleMinutes = 15, takeOver = false } = options;
  const { config = configOf(username, marker), ini = [] } = options;
  const pool = { id: `jopanel-${username}`, version, request_seconds: 300, ini, config };
  const order = {
    ...{ username, uid, gid: uid, nginx_user: 'www-data', idle_minutes: idleMinutes, take_over: takeOver },
    pools: [pool],
  };
  await sandbox.writeFile(
    `/var/lib/jopanel/php/${username}.json`,
    `# Made by a test.\n${JSON.stringify(order)}\n`,
    { mode: '0600' },
  );
}

function configOf(username: string, marker: string): string[] {
  return [
    ...['[global]', 'daemonize = no', 'error_log = syslog', 'systemd_interval = 0'],
    ...[`[${username}]`, `listen = ${poolSocket(username)}`, 'pm = ondemand', 'pm.max_children = 12'],
    ...['pm.process_idle_timeout = 1s', `env[MARKER] = "${marker}"`],
  ];
}

// An activator that was killed is back a moment later; a request may be answered by PHP-FPM itself before that.
const UNTIL_IT_IS_BACK = ['--retry', '60', '--retry-delay', '1', '--retry-all-errors'];

const control = (path: string, body: object) => [
  ...['curl', '--silent', ...UNTIL_IT_IS_BACK, '--unix-socket', '/run/jopanel/php/control.sock'],
  ...['--data', JSON.stringify(body), `http://localhost${path}`],
];

export interface Pool {
  readonly state: string;
  readonly is_current: boolean;
  readonly workers: number;
  readonly busy: number;
  readonly draining: number;
  readonly why: string;
}

/** Has the activator take the orders up, and returns the pools of these accounts as they are then. */
export async function takeUp(...usernames: string[]): Promise<Pool[]> {
  return JSON.parse((await sandbox.run(control('/take-up', { usernames }))).stdout).pools;
}

export async function poolOf(username: string): Promise<Pool | undefined> {
  return JSON.parse((await sandbox.run(control('/pools', { usernames: [username] }))).stdout).pools[0];
}

export async function removeOrder(username: string): Promise<void> {
  await sandbox.run(['rm', '--force', `/var/lib/jopanel/php/${username}.json`]);
}

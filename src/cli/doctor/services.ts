// Checks that nginx and sshd read the generated files, who may read the status, and whether the daemon runs.

import { pathState } from '../../host/commands/inspect.ts';
import type { HostReader } from '../../host/host.ts';
import { LOG_NAMESPACE } from '../../model/log-namespace.ts';
import { StatusAnswer } from '../../status/answers/status-answer.ts';
import { VERSION } from '../../version.ts';
import { statusClient } from '../daemon/status-client.ts';
import { type Check, type CheckGroup, ok, problem, warning } from './check.ts';

export const checkServices: CheckGroup = async ({ status_group, agent_group, state_dir }, host) => [
  await includes(
    host,
    'nginx include',
    '/etc/nginx/nginx.conf',
    /^\s*include\s+\/etc\/nginx\/conf\.d\/\*\.conf\s*;/m,
    'include /etc/nginx/conf.d/*.conf; in its http block',
  ),
  await unknownNames(host),
  await includes(
    host,
    'sshd include',
    '/etc/ssh/sshd_config',
    /^\s*Include\s+\/etc\/ssh\/sshd_config\.d\/\*\.conf/im,
    'Include /etc/ssh/sshd_config.d/*.conf at its beginning',
  ),
  ...(await phpActivator(host)),
  await accountLog(),
  await sessionLog(host),
  ...(await cronSessions(host)),
  await groupOf(host, 'status group', status_group, 'read the status'),
  await groupOf(host, 'agent group', agent_group, 'create and change accounts'),
  await journal(`${state_dir}/journal.db`),
  await daemon(),
];

async function includes(
  { files }: HostReader,
  name: string,
  path: string,
  wanted: RegExp,
  line: string,
): Promise<Check> {
  const found = await files.read(path).catch(() => undefined);
  if (found?.kind !== 'file') return problem(name, `${path} cannot be read`, 'install the service');
  return wanted.test(found.text)
    ? ok(name, `${path} reads our files`)
    : problem(name, `${path} does not read our files`, `add the line: ${line}`);
}

async function unknownNames(host: HostReader): Promise<Check> {
  const name = 'nginx default server';
  const facts = await host.facts().catch(() => undefined);
  if (facts === undefined) return warning(name, 'it cannot be checked', 'use sudo');
  const { defaultServer: file } = facts.nginx;
  return file === undefined
    ? ok(name, 'unknown names get no answer')
    : warning(name, `unknown names are answered by ${file}`, `rm ${file}; jopanel apply`);
}

/** Asked only where there is PHP, and by root, who alone reaches it. */
async function phpActivator(host: HostReader): Promise<Check[]> {
  const name = 'PHP activator';
  const facts = await host.facts().catch(() => undefined);
  if (facts === undefined || facts.phpVersions.length === 0) return [];
  if (process.geteuid?.() !== 0) return [warning(name, 'it cannot be checked', 'use sudo')];
  return [
    (await host.php.pools([])) === undefined
      ? problem(
          name,
          'jopanel-php does not answer, so PHP does not start',
          'systemctl enable --now jopanel-php.socket jopanel-php',
        )
      : ok(name, 'it starts PHP when it is asked for'),
  ];
}

/** Without the file the log of accounts may grow to a tenth of the disk; what they write is apart all the same. */
async function accountLog(): Promise<Check> {
  const name = 'log of accounts';
  const path = `/etc/systemd/journald@${LOG_NAMESPACE}.conf`;
  return (await pathState(path)).kind === 'absent'
    ? warning(
        name,
        `${path} is missing, so only the size of the disk bounds it`,
        `install -m 0644 /usr/lib/jopanel/systemd/jopanel.journald.conf ${path}`,
      )
    : ok(name, `bounded by ${path}`);
}

/** Without it an account with a shell can write so much into the log of the host that nothing else is left in it. */
async function sessionLog(host: HostReader): Promise<Check> {
  const name = 'log of sessions';
  const path = '/etc/pam.d/common-session';
  const configuration = '/etc/security/namespace.d/jopanel.conf';
  const stack = await host.files.read(path).catch(() => undefined);
  const isAsked = stack?.kind === 'file' && /^session\s.*\bpam_namespace\.so\s*$/m.test(stack.text);
  if (isAsked && (await pathState(configuration)).kind !== 'absent')
    return ok(name, 'what sessions of accounts log is apart from the log of the host');
  return warning(
    name,
    'sessions of accounts write to the log of the host, and can evict what else is in it',
    `install -m 0644 /usr/lib/jopanel/systemd/jopanel.namespace.conf ${configuration}; install -m 0644 /usr/lib/jopanel/systemd/jopanel.pam-config /usr/share/pam-configs/jopanel; pam-auth-update --package`,
  );
}

/** Without it the lines of a crontab run outside the slice of their account, where its limits do not hold. */
async function cronSessions(host: HostReader): Promise<Check[]> {
  if (!(await host.cronTables.installed())) return [];
  const name = 'cron sessions';
  const path = '/etc/pam.d/common-session-noninteractive';
  const found = await host.files.read(path).catch(() => undefined);
  if (found?.kind === 'file' && /^session\s.*\/bin\/jopanel-crontab\s*$/m.test(found.text)) {
    return [ok(name, 'what a crontab starts is within the limits of its account')];
  }
  const profile = '/usr/share/pam-configs/jopanel';
  return [
    warning(
      name,
      'what a crontab starts is outside the limits of its account',
      `install -m 0644 /usr/lib/jopanel/systemd/jopanel.pam-config ${profile}; pam-auth-update --package`,
    ),
  ];
}

/** The group of a socket: its members may do what the socket is for, and without it only root can. */
async function groupOf(host: HostReader, name: string, group: string, purpose: string): Promise<Check> {
  const accounts = await host.accounts.snapshot().catch(() => undefined);
  if (accounts === undefined) return warning(name, 'it cannot be checked', 'use sudo');
  return accounts.groups.has(group)
    ? ok(name, `${group} may ${purpose}`)
    : warning(
        name,
        `there is no group ${group}, so only root can ${purpose}`,
        `groupadd --system ${group}; systemctl restart jopaneld`,
      );
}

async function journal(path: string): Promise<Check> {
  const state = await pathState(path);
  if (state.kind === 'denied') return warning('journal', `${path} may not be read`, 'use sudo');
  if (state.kind === 'absent') return ok('journal', 'there is none yet; the daemon creates it');
  const isPrivate = state.uid === 0 && (state.mode & 0o077) === 0;
  return isPrivate
    ? ok('journal', path)
    : problem(
        'journal',
        `${path} is readable by others, and contains password hashes`,
        `chown root:root ${path}; chmod 600 ${path}`,
      );
}

async function daemon(): Promise<Check> {
  const client = await statusClient({ socket: undefined });
  const status = await client.get('/v1/status', StatusAnswer);
  if (!status.ok) {
    const [message = '', remedy = ''] = status.message.split('\n');
    return warning('jopaneld', message, remedy.replace('start it: ', ''));
  }
  const { watch, ready, version } = status.value;
  if (version !== VERSION)
    return warning(
      'jopaneld',
      `version ${version} runs, and this command has version ${VERSION}`,
      'systemctl restart jopaneld',
    );
  if (!watch.watching && ready)
    return problem('jopaneld', 'does not watch the users folder', 'systemctl restart jopaneld');
  return ok('jopaneld', `version ${version} runs`);
}

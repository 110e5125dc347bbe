// Checks that the programs that the daemon calls are installed.

import { findProgram, firstLine } from '../../host/commands/inspect.ts';
import { type Check, type CheckGroup, ok, problem, warning } from './check.ts';

interface Program {
  readonly name: string;
  readonly package: string;
  /** What does not work without the program; undefined: hosting as a whole. */
  readonly without?: string;
}

const PROGRAMS: readonly Program[] = [
  ...['useradd', 'groupadd', 'usermod', 'userdel', 'groupdel', 'chpasswd'].map((name) => ({
    name,
    package: 'passwd',
  })),
  { name: 'perl', package: 'perl-base' },
  { name: 'unshare', package: 'util-linux' },
  { name: 'mount', package: 'mount' },
  { name: 'setfacl', package: 'acl' },
  { name: 'getfacl', package: 'acl' },
  { name: 'nginx', package: 'nginx' },
  { name: 'sshd', package: 'openssh-server' },
  { name: 'setquota', package: 'quota', without: 'disk quotas are not set' },
  { name: 'vsftpd', package: 'vsftpd', without: 'logins by FTP do not work' },
  { name: 'crontab', package: 'cron', without: 'cron jobs do not run' },
];

export const checkPrograms: CheckGroup = async (_settings, host) => {
  const checks: Check[] = [];
  for (const program of PROGRAMS) checks.push(await checkProgram(program));
  const { phpVersions } = await host.facts();
  checks.push(
    phpVersions.length > 0
      ? ok('php-fpm', phpVersions.join(', '))
      : warning('php-fpm', 'no PHP-FPM is installed, so sites have no PHP', 'apt install php-fpm'),
  );
  checks.push(checkNode(process.version));
  return checks;
};

/** @param version such as `v26.1.0` */
export function checkNode(version: string): Check {
  return Number.parseInt(version.slice(1), 10) >= 26
    ? ok('node', version)
    : problem(
        'node',
        `${version} is too old`,
        'run /usr/lib/jopanel/bin/jopanel, which takes the Node 26 that came with it',
      );
}

async function checkProgram({ name, package: from, without }: Program): Promise<Check> {
  const path = await findProgram(name);
  if (path === undefined) {
    const remedy = `apt install ${from}`;
    return without === undefined
      ? problem(name, `${name} is not installed`, remedy)
      : warning(name, `${name} is not installed, so ${without}`, remedy);
  }
  const version = VERSION_WORDS[name];
  return ok(name, (version && (await firstLine([path, version]))) ?? path);
}

const VERSION_WORDS: Readonly<Record<string, string>> = { nginx: '-v', setquota: '--version' };

// Asks the services themselves whether their configuration is sound, and systemd whether they run.

import { failedUnits } from '../../host/commands/failed-units.ts';
import { findProgram, tryProgram } from '../../host/commands/inspect.ts';
import type { HostReader } from '../../host/host.ts';
import { type Check, type CheckGroup, ok, problem, warning } from './check.ts';

const UNIT_REMEDIES: ReadonlyMap<string, string> = new Map(
  Object.entries({
    'jopaneld.socket':
      'systemctl stop jopaneld.service; systemctl reset-failed jopaneld.socket; systemctl start jopaneld.socket jopaneld.service',
    'jopaneld.service': 'jopanel status; journalctl -u jopaneld; systemctl restart jopaneld',
    'jopanel-php.socket':
      'systemctl stop jopanel-php.service; systemctl reset-failed jopanel-php.socket; systemctl start jopanel-php.socket jopanel-php.service',
    'jopanel-php.service': 'journalctl -u jopanel-php; systemctl restart jopanel-php',
    'nginx.service': 'journalctl -u nginx; systemctl restart nginx',
    'ssh.service': 'journalctl -u ssh; systemctl restart ssh',
    'vsftpd.service': 'journalctl -u vsftpd; systemctl restart vsftpd',
    'cron.service': 'journalctl -u cron; systemctl restart cron',
    'mariadb.service': 'journalctl -u mariadb; systemctl restart mariadb',
  }),
);

export const checkConfigurations: CheckGroup = async (_settings, host) => {
  if (process.geteuid?.() !== 0) return [warning('configurations', 'they cannot be checked', 'use sudo')];
  return [
    await tested(
      'nginx -t',
      ['nginx', '-t', '-q'],
      'correct the line that it names; until then no change of a site goes live',
    ),
    await tested(
      'sshd -t',
      ['sshd', '-t'],
      'correct the line that it names; until then no change of a login goes live',
    ),
    ...(await phpConfigurations(host)),
    ...(await units()),
  ];
};

async function tested(
  name: string,
  [program = '', ...words]: readonly string[],
  remedy: string,
): Promise<Check> {
  const path = await findProgram(program);
  if (path === undefined) return ok(name, `${program} is not installed`);
  const { isGood, said } = await tryProgram([path, ...words]);
  return isGood ? ok(name, 'the configuration is sound') : problem(name, said, remedy);
}

/** Of the distribution's own FPM: accounts have configurations of their own, which the activator reports. */
async function phpConfigurations(host: HostReader): Promise<Check[]> {
  const { phpVersions } = await host.facts();
  const checks: Check[] = [];
  for (const version of phpVersions) {
    const name = `php-fpm${version} -t`;
    const { isGood, said } = await tryProgram([`/usr/sbin/php-fpm${version}`, '-t']);
    // A host whose sites are all jopanel's needs no pool beside theirs.
    if (isGood || /No pool defined/i.test(said)) checks.push(ok(name, 'the configuration is sound'));
    else checks.push(warning(name, said, `correct what it names; then: systemctl restart jopanel-php`));
  }
  return checks;
}

async function units(): Promise<Check[]> {
  const failed = await failedUnits([...UNIT_REMEDIES.keys()]);
  if (failed === undefined) return [];
  return failed.length === 0
    ? [ok('units', 'none has failed')]
    : failed.map((unit) => problem(unit, 'has failed', UNIT_REMEDIES.get(unit) ?? ''));
}

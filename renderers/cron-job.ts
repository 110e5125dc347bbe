import type { Account } from '../src/model/account.ts';
import { cronJobBase, cronJobUnit } from '../src/model/cron-job-paths.ts';
import type { CronJob } from '../src/model/files/services-file.ts';
import { UNREACHABLE_SOCKETS } from '../src/model/log-namespace.ts';
import { systemdRun } from '../src/model/systemd-run.ts';
import { argumentsOf } from '../src/model/values/command-line.ts';
import { systemdName, systemdPath } from './encode-systemd.ts';
import { header } from './header.ts';
import { UnrepresentableError } from './unrepresentable-error.ts';

const RUNNER = '/usr/lib/jopanel/bin/jopanel-cron';

/** The file in /etc/cron.d by which Debian's cron keeps the time of an account's jobs. It says when, and never what. */
export function renderCronTable(username: string, jobs: readonly CronJob[], stateDir: string): string {
  const lines = jobs.map(({ name, schedule }) => {
    const job = systemdPath(cronJobBase(stateDir, systemdName(username), systemdName(name)));
    return `${cronFields(schedule)} root ${RUNNER} ${job}\n`;
  });
  return `${header('#', `for the account ${systemdName(username)}`)}MAILTO=""\n${lines.join('')}`;
}

/** The command that starts a job in the slice of its account: one word a line, so that no word has to be quoted. */
export function renderCronJob({ username, account }: Account, job: CronJob): string {
  const name = systemdName(job.name);
  const words = systemdRun({
    name: cronJobUnit(systemdName(username), name),
    description: `Cron job ${name} of ${username}`,
    username,
    uid: account.uid,
    // It finds the program as the account, so that root follows none of its paths.
    argv: ['/usr/bin/env', '--', ...argumentsOf(job.command)],
    properties: [
      'Type=exec',
      `WorkingDirectory=${systemdPath(account.home_dir)}`,
      'ProtectProc=invisible',
      `InaccessiblePaths=${UNREACHABLE_SOCKETS}`,
      'LimitCORE=0',
    ],
    isAwaited: true,
  });
  const broken = words.find((word) => /\p{Cc}/u.test(word) || !word.isWellFormed());
  if (broken !== undefined) throw new UnrepresentableError('a word of a cron job', broken);
  return `${header('#', `for the cron job ${name} of the account ${username}`)}${words.join('\n')}\n`;
}

/** The five fields, or a word that stands for them; one space between. */
function cronFields(schedule: string): string {
  const fields = schedule.split(' ').filter((field) => field !== '');
  const isWord = fields.length === 1 && /^@[a-z]+$/.test(schedule);
  if (!isWord && (fields.length !== 5 || !fields.every((field) => /^[a-z0-9*,/-]+$/i.test(field)))) {
    throw new UnrepresentableError('a schedule of cron', schedule);
  }
  return fields.join(' ');
}

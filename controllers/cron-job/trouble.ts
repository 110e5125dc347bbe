import type { CronResult } from '../../src/model/cron-result.ts';
import { LOG_NAMESPACE } from '../../src/model/log-namespace.ts';
import { quoted } from '../../src/model/quoted.ts';
import type { DesiredCronJob } from './desired.ts';

// systemd.exec(5) and env(1): how a command ended that never got as far as its program.
const CANNOT_ENTER_FOLDER = 200;
const NO_SUCH_PROGRAM = 127;

/** A job that failed is its owner's affair: it runs again when it is due, and this says what was wrong with it. */
export function failedJob({ name, unit }: DesiredCronJob, { result, status, output }: CronResult): string {
  const see = `see: journalctl --namespace=${LOG_NAMESPACE} --unit=${unit}`;
  const end = output.split('\n').findLast((line) => line.trim() !== '');
  const last = end === undefined ? '' : `, and said last ${quoted(end)}`;
  switch (result) {
    case 'oom-kill':
      return `the cron job ${name} was ended because the account had no memory left; raise memory_limit_mb, or have the job use less`;
    case 'exit-code':
      if (status === CANNOT_ENTER_FOLDER)
        return `the cron job ${name} could not start: the account cannot enter its home; ${see}`;
      if (status === NO_SUCH_PROGRAM)
        return `the cron job ${name} could not start: there is no such program as its command names${last}; install it, or change command`;
      return `the cron job ${name} failed with exit status ${status}${last}; ${see}`;
    case 'signal':
    case 'core-dump':
      return `the cron job ${name} was ended by signal ${status}${last}; ${see}`;
    default:
      return `the cron job ${name} did not run (${result})${last}; ${see}`;
  }
}

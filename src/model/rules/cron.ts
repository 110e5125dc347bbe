// The cron jobs of one set: each name once, for it names the job's unit.

import type { Finding } from '../finding.ts';
import type { PartialSet } from '../partial-set.ts';
import { quoted } from '../quoted.ts';

export function checkCronJobs({ services }: PartialSet): Finding[] {
  const first = new Map<string, number>();
  return (services.cron?.jobs ?? []).flatMap((job, index) => {
    if (job?.name === undefined) return [];
    const earlier = first.get(job.name);
    if (earlier === undefined) {
      first.set(job.name, index);
      return [];
    }
    return [
      {
        file: 'services.json',
        path: ['cron', 'jobs', index, 'name'],
        message: `is ${quoted(job.name)}, as in /cron/jobs/${earlier}`,
        remedy: 'give each job a name of its own',
      } as const,
    ];
  });
}

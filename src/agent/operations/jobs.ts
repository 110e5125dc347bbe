import { z } from 'zod';
import { namedEntryOperations } from './named-entries.ts';

export const [putJob, deleteJob] = namedEntryOperations({
  id: 'Job',
  action: 'job',
  noun: 'cron job',
  collection: 'jobs',
  list: ['cron', 'jobs'],
  body: z
    .looseObject({ schedule: z.string(), command: z.string() })
    .meta({ id: 'NewJob', description: 'The fields of a cron job of services.json, but for its name.' }),
  example: { schedule: '*/15 * * * *', command: 'php cron.php', status: 'active' },
  defaults: { status: 'active' },
  summaries: {
    put: 'Add a cron job, or change fields of the one that is there',
    delete: 'Take a cron job away',
  },
});

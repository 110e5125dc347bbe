import { access, constants } from 'node:fs/promises';
import { createDebianCronTables } from '../crash-safe/debian-cron-tables.ts';
import type { CronTables } from '../cron-tables.ts';
import { fileCalls } from './file-calls.ts';

export const cronTables: CronTables = createDebianCronTables(fileCalls, () =>
  access('/usr/bin/crontab', constants.X_OK).then(
    () => true,
    () => false,
  ),
);

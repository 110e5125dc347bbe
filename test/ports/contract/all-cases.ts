import { ACCOUNT_CASES } from './accounts.ts';
import { HOME_CASES } from './homes.ts';
import type { PortCase } from './port-case.ts';
import { ROOT_FILE_CASES } from './root-files.ts';
import { SERVICE_CASES } from './services.ts';
import { UNIT_CASES } from './units.ts';

/** What every host does; quotas are apart, because not every file system has them. */
export const ALL_CASES: readonly PortCase[] = [
  ...ACCOUNT_CASES,
  ...ROOT_FILE_CASES,
  ...HOME_CASES,
  ...SERVICE_CASES,
  ...UNIT_CASES,
];

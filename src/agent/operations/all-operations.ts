import type { Operation } from '../operation.ts';
import { deleteApp, putApp } from './apps.ts';
import { createUser } from './create-user.ts';
import { deleteDatabase, deleteDatabaseUser, putDatabase, putDatabaseUser } from './databases.ts';
import { deleteDomain, putDomain } from './domains.ts';
import { deleteFtpAccount, putFtpAccount } from './ftp-accounts.ts';
import { deleteJob, putJob } from './jobs.ts';
import { deleteKey, putKey } from './keys.ts';
import { replaceUserConfig } from './replace-user-config.ts';
import { retireUser } from './retire-user.ts';
import { setPassword } from './set-password.ts';
import { suspendUser, unsuspendUser } from './suspend-user.ts';
import { updateUserConfig } from './update-user-config.ts';

export const allOperations: readonly Operation[] = [
  createUser,
  updateUserConfig,
  retireUser,
  replaceUserConfig,
  suspendUser,
  unsuspendUser,
  setPassword,
  putDomain,
  deleteDomain,
  putKey,
  deleteKey,
  putApp,
  deleteApp,
  putJob,
  deleteJob,
  putDatabase,
  deleteDatabase,
  putDatabaseUser,
  deleteDatabaseUser,
  putFtpAccount,
  deleteFtpAccount,
];

import { certificate } from './certificate/controller.ts';
import type { ResourceController } from './controller.ts';
import { cronAccess } from './cron-access/controller.ts';
import { cronJob } from './cron-job/controller.ts';
import { diskQuota } from './disk-quota/controller.ts';
import { ftpAccess } from './ftp-access/controller.ts';
import { ftpAccount } from './ftp-account/controller.ts';
import { home } from './home/controller.ts';
import { linuxUser } from './linux-user/controller.ts';
import { mariaDb } from './mariadb/controller.ts';
import { nginxVhost } from './nginx-vhost/controller.ts';
import { nodeApp } from './node-app/controller.ts';
import { phpFpmPool } from './php-fpm-pool/controller.ts';
import { sshdMatch } from './sshd-match/controller.ts';
import { userSlice } from './user-slice/controller.ts';

/** Every controller, in the order in which resources come up. */
export const allControllers: readonly ResourceController[] = [
  linuxUser,
  home,
  diskQuota,
  userSlice,
  cronAccess,
  cronJob,
  ftpAccess,
  ftpAccount,
  mariaDb,
  phpFpmPool,
  nodeApp,
  nginxVhost,
  certificate,
  sshdMatch,
];

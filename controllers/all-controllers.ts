import type { ResourceController } from './controller.ts';
import { home } from './home/controller.ts';
import { linuxUser } from './linux-user/controller.ts';
import { nginxVhost } from './nginx-vhost/controller.ts';
import { phpFpmPool } from './php-fpm-pool/controller.ts';
import { sshdMatch } from './sshd-match/controller.ts';

/** Every controller, in the order in which resources come up. */
export const allControllers: readonly ResourceController[] = [
  linuxUser,
  home,
  phpFpmPool,
  nginxVhost,
  sshdMatch,
];

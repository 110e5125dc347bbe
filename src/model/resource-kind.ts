/** The kinds of resource an account is made of, in the order they come up; they go down in reverse. */
export const RESOURCE_KINDS = [
  'linux-user',
  'home',
  'disk-quota',
  'user-slice',
  'cron-access',
  'ftp-access',
  'php-fpm-pool',
  'node-app',
  'nginx-vhost',
  'sshd-match',
] as const;

export type ResourceKind = (typeof RESOURCE_KINDS)[number];

import type { HostReader } from '../../src/host/host.ts';
import { fileLimitDropIn } from '../file-limit-drop-in.ts';
import { ownPages } from './site-pages.ts';

/** Settings and catch-all server of all accounts together; includes the folder of the accounts' files. */
export const NGINX_SHARED = '/etc/nginx/conf.d/jopanel.conf';
export const LOGROTATE = '/etc/logrotate.d/jopanel';
export const NGINX_FILE_LIMIT = fileLimitDropIn('nginx');

/** One file of server blocks for each account, with a copy of the operator's own lines and the passwords of its sites beside it. */
export const VHOST_FOLDER = '/etc/nginx/jopanel';

export async function ownNginxFiles({ files }: HostReader): Promise<readonly string[]> {
  const pages = await ownPages({ files });
  const names = await files.list(VHOST_FOLDER);
  const ours = names.filter((name) => /\.(conf|snippets|passwords)$/.test(name));
  const shared = [NGINX_SHARED, LOGROTATE, NGINX_FILE_LIMIT.path, ...pages];
  return [...shared, ...ours.map((name) => `${VHOST_FOLDER}/${name}`)];
}

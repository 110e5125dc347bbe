import { renderFileLimit } from '../renderers/service-file-limit.ts';

/** Files of a service that belong to all accounts together. */
export const NGINX_SHARED = '/etc/nginx/conf.d/jopanel.conf';
export const LOGROTATE = '/etc/logrotate.d/jopanel';

/** The drop-in by which systemd lets a service open enough files. */
export function fileLimitDropIn(unit: string): { readonly path: string; readonly text: string } {
  return { path: `/etc/systemd/system/${unit}.service.d/jopanel.conf`, text: renderFileLimit() };
}

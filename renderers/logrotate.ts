import { absolutePath } from './encode-path.ts';
import { header } from './header.ts';

/** `/etc/logrotate.d/jopanel`: the access and error logs of all sites. @param logDir such as /var/log/jopanel */
export function renderLogrotate(logDir: string): string {
  return `${header('#', 'for all accounts')}
${absolutePath(logDir)}/sites/*/*.log {
    daily
    rotate 14
    missingok
    notifempty
    # Traffic is still counted from the newest of the old files, under this very name.
    nodateext
    compress
    delaycompress
    nocreate
    sharedscripts
    postrotate
        [ ! -s /run/nginx.pid ] || kill -USR1 "$(cat /run/nginx.pid)"
    endscript
}
`;
}

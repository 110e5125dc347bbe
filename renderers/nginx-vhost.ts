import type { Account } from '../src/model/account.ts';
import { type Site, sitesOf } from '../src/model/sites.ts';
import { nginxServerName, nginxString } from './encode-nginx.ts';
import { header } from './header.ts';

export interface VhostSurroundings {
  readonly ipv6: boolean;
  /** The folder of the account's logs, such as `/var/log/jopanel/sites/joko`. */
  readonly logDir: string;
}

/** The server blocks of one account: `/etc/nginx/jopanel/<username>.conf`. */
export function renderVhost(account: Account, surroundings: VhostSurroundings): string {
  const sites = sitesOf(account);
  const servers =
    account.account.status === 'suspended'
      ? [suspendedServer(sites, surroundings)]
      : sites.map((site) => server(account, site, surroundings));
  return header('#', `for the account ${account.username}`) + servers.join('');
}

function server(account: Account, site: Site, surroundings: VhostSurroundings): string {
  return `
server {
${opening(site.names, surroundings)}
    root ${nginxString(site.root)};
    index index.php index.html index.htm;
    disable_symlinks if_not_owner from=$document_root;

    location / {
        try_files $uri $uri/ /index.php$is_args$args;
    }

    location ~ \\.php$ {
${account.services.php.enabled ? passToPhp(account) : '        return 404;'}
    }

    location ~ /\\.(?!well-known/) {
        return 404;
    }
}
`;
}

function passToPhp(account: Account): string {
  const socket = nginxString(`unix:/run/php/${account.services.php.fpm_pool}.sock`);
  // Without try_files, a request for /picture.jpg/x.php could make PHP run what was uploaded as a picture.
  return `        try_files $uri =404;
        fastcgi_pass ${socket};`;
}

function suspendedServer(sites: readonly Site[], surroundings: VhostSurroundings): string {
  return `
server {
${opening(
  sites.flatMap((site) => site.names),
  surroundings,
)}
    return 503;
}
`;
}

function opening(names: readonly string[], { ipv6, logDir }: VhostSurroundings): string {
  return `    listen 80;
${ipv6 ? '    listen [::]:80;\n' : ''}    server_name ${names.map(nginxServerName).join(' ')};
    server_tokens off;
    access_log ${nginxString(`${logDir}/access.log`)} jopanel;
    error_log ${nginxString(`${logDir}/error.log`)};`;
}

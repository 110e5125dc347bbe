import { PHP_POOL_PARAMETER } from '../src/model/php-order.ts';
import { nginxAddress } from './encode-nginx.ts';
import { header } from './header.ts';
import { nginxBlock } from './nginx-block.ts';

interface NginxShared {
  readonly ipv6: boolean;
  /** How many names all accounts serve together, and the longest of them. */
  readonly nameCount: number;
  readonly longestName: number;
  /** Where the operator's own configuration already has a default server, ours must not claim to be one. */
  readonly defaultServerTaken: boolean;
  /** Whether names that no account has are to be turned away on port 443 as well. */
  readonly refuseUnknownTls: boolean;
  /** Whether accounts are offered by HTTP/3, which the names that none has are refused by as well. */
  readonly http3: boolean;
  /** Directives that the operator's own configuration sets for all of http; a second one would be an error. */
  readonly alreadySet: ReadonlySet<string>;
  /** Addresses whose `X-Forwarded-*` are believed. */
  readonly trustedProxies: readonly string[];
}

/** `/etc/nginx/conf.d/jopanel.conf`: what is the same for all accounts, and the answer to names that none has. */
export function renderNginxShared(shared: NginxShared): string {
  const own = (directive: string, value: number) =>
    shared.alreadySet.has(directive) ? '' : `${directive} ${value};\n`;
  const asDefault = shared.defaultServerTaken ? '' : ' default_server';
  return `${header('#', 'for all accounts')}
log_format jopanel '$remote_addr - $remote_user [$time_local] "$request" $status $bytes_sent "$http_referer" "$http_user_agent"';

# Set once here and inherited by every account, instead of parsed anew for each.
include fastcgi.conf;
fastcgi_param HTTP_PROXY "";

# Where the root leads to at this moment: PHP keeps compiled scripts by their paths, and would go on with the release that a
# link led to before.
fastcgi_param SCRIPT_FILENAME $realpath_root$fastcgi_script_name;
fastcgi_param DOCUMENT_ROOT $realpath_root;

# Which PHP a request is for, where it waits for the activator: each site sets it.
map "" $jopanel_php_pool {
    default "";
}
fastcgi_param ${PHP_POOL_PARAMETER} $jopanel_php_pool;

# What follows the script in a path such as /remote.php/dav: each request for one sets it.
map "" $jopanel_path_info {
    default "";
}
fastcgi_param PATH_INFO $jopanel_path_info if_not_empty;

# The page of a site without a start page, which only the start page gives way to.
map $uri $jopanel_new_site {
    default /none;
    / /new-site.html;
}

# How the visitor speaks to us: a trusted proxy says so, since it may pass on by http what came by https.
geo $realip_remote_addr $jopanel_is_proxy {
${['default 0;', ...shared.trustedProxies.map((address) => `${nginxAddress(address)} 1;`)].map((line) => `    ${line}\n`).join('')}}
map "$jopanel_is_proxy $http_x_forwarded_proto" $jopanel_scheme {
    default $scheme;
    "1 http" http;
    "1 https" https;
}
map $jopanel_scheme $jopanel_https {
    default "";
    https on;
}
fastcgi_param HTTPS $jopanel_https if_not_empty;
fastcgi_param REQUEST_SCHEME $jopanel_scheme;

# What an app is told of a connection that asks to become another protocol, such as a WebSocket.
map $http_upgrade $jopanel_connection {
    default upgrade;
    '' '';
}

${own('server_names_hash_max_size', powerOfTwo(shared.nameCount * 2, 512))}${own('server_names_hash_bucket_size', powerOfTwo(shared.longestName + 24, 128))}
${catchAll([
  `listen 80${asDefault};`,
  ...(shared.ipv6 ? [`listen [::]:80${asDefault};`] : []),
  'server_name "";',
  'access_log off;',
  'return 444;',
])}${shared.refuseUnknownTls ? `\n${catchAll(unknownTls(shared))}` : ''}
include /etc/nginx/jopanel/*.conf;
`;
}

/** Without this, a name that no account has would be answered with the first account's certificate and site. */
function unknownTls({ ipv6, http3 }: NginxShared): string[] {
  return [
    'listen 443 ssl default_server;',
    ...(ipv6 ? ['listen [::]:443 ssl default_server;'] : []),
    ...(http3 ? ['listen 443 quic reuseport default_server;'] : []),
    ...(http3 && ipv6 ? ['listen [::]:443 quic reuseport default_server;'] : []),
    'server_name "";',
    'ssl_protocols TLSv1.2 TLSv1.3;',
    'ssl_reject_handshake on;',
    'access_log off;',
  ];
}

/** It also answers what is no request at all, with an error page of nginx's own. */
function catchAll(lines: readonly string[]): string {
  return `${nginxBlock('server', [...lines, 'server_tokens off;']).join('\n')}\n`;
}

/** Grows in doublings, so that one name more hardly ever changes the shared file. */
function powerOfTwo(atLeast: number, from: number): number {
  let size = from;
  while (size < atLeast) size *= 2;
  return size;
}

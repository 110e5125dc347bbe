import { header } from './header.ts';

export interface NginxShared {
  readonly ipv6: boolean;
  /** How many names all accounts serve together, and the longest of them. */
  readonly nameCount: number;
  readonly longestName: number;
  /** Where the operator's own configuration already has a default server, ours must not claim to be one. */
  readonly defaultServerTaken: boolean;
  /** Directives that the operator's own configuration sets for all of http; a second one would be an error. */
  readonly alreadySet: ReadonlySet<string>;
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

${own('server_names_hash_max_size', powerOfTwo(shared.nameCount * 2, 512))}${own('server_names_hash_bucket_size', powerOfTwo(shared.longestName + 24, 64))}
server {
    listen 80${asDefault};
${shared.ipv6 ? `    listen [::]:80${asDefault};\n` : ''}    server_name "";
    access_log off;
    return 444;
}

include /etc/nginx/jopanel/*.conf;
`;
}

/** Grows in doublings, so that one name more hardly ever changes the shared file. */
function powerOfTwo(atLeast: number, from: number): number {
  let size = from;
  while (size < atLeast) size *= 2;
  return size;
}

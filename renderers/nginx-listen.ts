import { nginxPath, nginxServerName } from './encode-nginx.ts';

export interface Listening {
  readonly ipv6: boolean;
  /** From 1.25.1 on nginx has a directive for HTTP/2; before, it is a word behind `listen`. */
  readonly http2: 'directive' | 'parameter';
  /** Whether it is offered by HTTP/3 as well. */
  readonly http3: boolean;
}

/** What a server block needs to know of a certificate. */
export interface ServerCertificate {
  readonly chain: string;
  readonly key: string;
  /** Written down so that a renewed certificate changes the file, and so is loaded. */
  readonly digest: string;
}

export function plainListen({ ipv6 }: Listening): string[] {
  return ['listen 80;', ...(ipv6 ? ['listen [::]:80;'] : [])];
}

export function secureListen({ ipv6, http2, http3 }: Listening, { chain, key }: ServerCertificate): string[] {
  const words = http2 === 'parameter' ? ' ssl http2' : ' ssl';
  return [
    `listen 443${words};`,
    ...(ipv6 ? [`listen [::]:443${words};`] : []),
    ...(http2 === 'directive' ? ['http2 on;'] : []),
    ...(http3 ? quicListen({ ipv6 }) : []),
    `ssl_certificate ${nginxPath(chain)};`,
    `ssl_certificate_key ${nginxPath(key)};`,
    // Debian's nginx.conf still offers TLS 1.0.
    'ssl_protocols TLSv1.2 TLSv1.3;',
    'ssl_session_cache shared:jopanel:10m;',
  ];
}

/** The shared catch-all has the port to itself first, with a socket for each worker. */
function quicListen({ ipv6 }: Pick<Listening, 'ipv6'>): string[] {
  return [
    'listen 443 quic;',
    ...(ipv6 ? ['listen [::]:443 quic;'] : []),
    // A day: a browser that cannot get through by UDP goes on as before.
    `add_header Alt-Svc 'h3=":443"; ma=86400' always;`,
  ];
}

export function serverNames(names: readonly string[]): string {
  return `server_name ${names.map(nginxServerName).join(' ')};`;
}

import { nginxAddress, nginxPath } from './encode-nginx.ts';
import { nginxBlock } from './nginx-block.ts';
import {
  type Listening,
  plainListen,
  type ServerCertificate,
  secureListen,
  serverNames,
} from './nginx-listen.ts';
import type { SiteGroup } from './nginx-site-groups.ts';

export interface VhostOptions extends Listening {
  /** The folder of the account's logs, such as `/var/log/jopanel/sites/joko`. */
  readonly logDir: string;
  /** Where challenges of certificate authorities are answered from, for every name. */
  readonly acmeRoot: string;
  /**
   * The certificate that a name is served with; without one it is served on port 80 only.
   *
   * @param from `found`: none that jopanel got
   */
  certificateOf(name: string, from: 'auto' | 'found'): ServerCertificate | undefined;
  /** The file with the operator's own lines for every site of the account. */
  readonly snippets: string | undefined;
  /** Names that are the operator's by now, and are not served. */
  readonly withheld?: ReadonlySet<string>;
  /** Answered on every path in place of the sites: 503 suspended, 509 over its bandwidth. */
  readonly refuseWith: 503 | 509 | undefined;
  /** Addresses whose `X-Forwarded-*` are believed. */
  readonly trustedProxies: readonly string[];
}

/** With a certificate, port 80 has a block of its own that redirects, unless the site is served there as well. */
export function listenLines(
  group: { readonly certificate: ServerCertificate | undefined } & Partial<
    Pick<SiteGroup, 'site' | 'leadsTo'>
  >,
  context: VhostOptions,
): string[] {
  const { certificate, site, leadsTo } = group;
  if (certificate === undefined) return plainListen(context);
  const isPlainToo =
    leadsTo !== undefined || site?.settings.https === 'both' || context.trustedProxies.length > 0;
  return [...(isPlainToo ? plainListen(context) : []), ...secureListen(context, certificate)];
}

export function opening(names: readonly string[], { logDir, trustedProxies }: VhostOptions): string[] {
  return [
    serverNames(names),
    'server_tokens off;',
    `access_log ${nginxPath(`${logDir}/access.log`)} jopanel;`,
    `error_log ${nginxPath(`${logDir}/error.log`)};`,
    ...trustedProxies.map((address) => `set_real_ip_from ${nginxAddress(address)};`),
    ...(trustedProxies.length === 0
      ? []
      : [
          'real_ip_header X-Forwarded-For;',
          'real_ip_recursive on;',
          // A redirect that nginx makes itself must not lead from https to http.
          'absolute_redirect off;',
        ]),
  ];
}

export function challenges({ acmeRoot }: VhostOptions, more: readonly string[] = []): string[] {
  return nginxBlock('location ^~ /.well-known/acme-challenge/', [`root ${nginxPath(acmeRoot)};`, ...more]);
}

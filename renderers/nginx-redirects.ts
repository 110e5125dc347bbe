import { nginxRedirect, nginxServerName } from './encode-nginx.ts';
import { nginxBlock } from './nginx-block.ts';
import { plainListen } from './nginx-listen.ts';
import { challenges, listenLines, opening, type VhostOptions } from './nginx-server.ts';
import type { SiteGroup } from './nginx-site-groups.ts';

/** One block on port 80 for all names with a certificate that are not served there. */
export function redirectToSecure(groups: readonly SiteGroup[], context: VhostOptions): string[][] {
  // Behind a proxy that speaks plain http to us, what a visitor has asked for by https must not be redirected to https.
  if (context.trustedProxies.length > 0) return [];
  const names = groups.flatMap((group) => (isSecureOnly(group) ? group.names : []));
  if (names.length === 0) return [];
  return [redirecting(plainListen(context), names, 'https://$host$request_uri', context)];
}

/** For the block of a site that is served on both ports because of such a proxy. */
export function secureOnlyLines(group: SiteGroup, { trustedProxies }: VhostOptions): string[] {
  if (trustedProxies.length === 0 || !isSecureOnly(group)) return [];
  return [
    'set $jopanel_insecure $jopanel_scheme;',
    ...nginxBlock('if ($uri ~ ^/\\.well-known/acme-challenge/)', ['set $jopanel_insecure "";']),
    ...nginxBlock('if ($jopanel_insecure = http)', ['return 301 https://$host$request_uri;']),
  ];
}

function isSecureOnly({ certificate, leadsTo, site }: SiteGroup): boolean {
  return certificate !== undefined && leadsTo === undefined && site.settings.https === 'redirect';
}

/** The block of names that lead elsewhere; undefined for those that are served. */
export function redirectOfSite(group: SiteGroup, context: VhostOptions): string[] | undefined {
  const { leadsTo, names } = group;
  if (leadsTo === undefined) return undefined;
  const target =
    'url' in leadsTo
      ? nginxRedirect(leadsTo.url)
      : `${schemeOf(group, leadsTo.isSecure, context)}://${nginxServerName(leadsTo.name)}$request_uri`;
  return redirecting(listenLines(group, context), names, target, context);
}

function schemeOf({ site }: SiteGroup, isSecure: boolean, { trustedProxies }: VhostOptions): string {
  if (isSecure && site.settings.https === 'redirect') return 'https';
  // A name without a certificate answers https only where a proxy does that for us.
  return isSecure || trustedProxies.length > 0 ? '$jopanel_scheme' : 'http';
}

function redirecting(
  listen: readonly string[],
  names: readonly string[],
  target: string,
  context: VhostOptions,
): string[] {
  return [
    ...listen,
    ...opening(names, context),
    '',
    ...challenges(context),
    '',
    ...nginxBlock('location /', [`return 301 ${target};`]),
  ];
}

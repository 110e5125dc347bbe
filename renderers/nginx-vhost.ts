import type { Account } from '../src/model/account.ts';
import { appGatePath, appSocketPath } from '../src/model/app-gate-path.ts';
import { phpLimitsOf } from '../src/model/php-limits.ts';
import { PHP_WAITING_SOCKET, phpPoolSocket } from '../src/model/php-order.ts';
import { phpPoolOf, phpPoolsOf } from '../src/model/php-pools.ts';
import { type Site, type SiteSettings, sitesOf } from '../src/model/sites.ts';
import { nginxPath, nginxString, nginxUpstream } from './encode-nginx.ts';
import { absolutePath, accountName } from './encode-path.ts';
import { header } from './header.ts';
import { accessLines } from './nginx-access.ts';
import { nginxBlock } from './nginx-block.ts';
import { secureListen } from './nginx-listen.ts';
import { passwordFile } from './nginx-passwords.ts';
import { redirectOfSite, redirectToSecure, secureOnlyLines } from './nginx-redirects.ts';
import { challenges, listenLines, opening, type VhostOptions } from './nginx-server.ts';
import { type SiteContent, type SitePhp, siteLines } from './nginx-site.ts';
import { type SiteGroup, siteGroupsOf } from './nginx-site-groups.ts';
import { staticPage } from './site-pages.ts';

/** What no site can have a file for, because its name begins with a dot. */
const REFUSAL = '/.jopanel/refused';
const RETRY_AFTER_SECONDS = 3600;

/** The server blocks of one account: `/etc/nginx/jopanel/<username>.conf`. */
export function renderVhost(account: Account, context: VhostOptions): string {
  const groups = sitesOf(account).flatMap((site) => siteGroupsOf(site, context));
  const servers =
    context.refuseWith === undefined
      ? [
          ...redirectToSecure(groups, context),
          ...groups.map((group) => redirectOfSite(group, context) ?? serverLines(account, group, context)),
        ]
      : refusals(groups, context.refuseWith, context);
  return [
    header('#', `for the account ${accountName(account.username)}`),
    ...notes(groups, context),
    ...(context.refuseWith === undefined ? upstreams(account) : []),
    ...servers.map((lines) => `\n${nginxBlock('server', lines).join('\n')}\n`),
  ].join('');
}

/** What beside the set decided about this file, as comments: `preamble()` compares them, and a change of them is no drift. */
function notes(
  groups: readonly SiteGroup[],
  { refuseWith, trustedProxies, withheld = new Set() }: VhostOptions,
): string[] {
  const digests = new Map(groups.flatMap(({ certificate: one }) => (one ? [[one.chain, one.digest]] : [])));
  return [
    ...(refuseWith === 509 ? ['# Over its bandwidth until the month ends.\n'] : []),
    ...[...withheld].map((name) => `# Without ${name}, which is the operator's by now.\n`),
    ...(trustedProxies.length === 0 ? [] : [`# Behind the proxies ${trustedProxies.join(', ')}.\n`]),
    ...[...digests].map(([chain, digest]) => `# With ${chain}, ${digest}.\n`),
  ];
}

function serverLines(account: Account, group: SiteGroup, context: VhostOptions): string[] {
  const { snippets } = context;
  const { site, names } = group;
  const { settings } = site;
  return [
    ...listenLines(group, context),
    ...opening(names, context),
    ...secureOnlyLines(group, context),
    ...(snippets === undefined ? [] : [`include ${nginxPath(snippets)};`]),
    '',
    ...challenges(context, settings.password === null ? [] : ['auth_basic off;']),
    '',
    ...accessLines(settings, passwordFile(account.username, site)),
    ...siteLines(contentOf(account, site), settings),
  ];
}

/**
 * Where the PHP of the account answers; and where requests wait, held by systemd, when that socket does not take them,
 * as while the activator is being restarted. nginx is to leave out neither of them for ten seconds after one failure, such
 * as a request that ended with its PHP.
 */
function upstreams(account: Account): string[] {
  return phpPoolsOf(account).map(({ id }) => {
    const servers = [
      `server ${nginxString(`unix:${absolutePath(phpPoolSocket(id))}`)} max_fails=0;`,
      `server ${nginxString(`unix:${absolutePath(PHP_WAITING_SOCKET)}`)} max_fails=0 backup;`,
    ];
    return `\n${nginxBlock(`upstream ${nginxUpstream(id)}`, servers).join('\n')}\n`;
  });
}

function contentOf(account: Account, { name, root, settings }: Site): SiteContent {
  const { nodejs } = account.services;
  const app = nodejs.apps.find(({ domain, status }) => domain === name && status === 'running');
  if (nodejs.enabled && app !== undefined) {
    const user = accountName(account.username);
    const { name: appName, port } = app;
    return port === undefined
      ? { kind: 'app', at: { socket: appSocketPath(user, appName) } }
      : { kind: 'app', at: { port, gate: appGatePath(user, appName) } };
  }
  const home = account.account.home_dir;
  const { frontController } = settings;
  return { kind: 'files', root, home, php: sitePhp(account, settings), frontController };
}

function sitePhp(account: Account, { php, phpVersion }: SiteSettings): SitePhp | undefined {
  const pool = phpPoolOf(account, phpVersion);
  if (pool === undefined || !php) return undefined;
  const { requestSeconds, postBytes } = phpLimitsOf(account);
  return { pool: pool.id, requestSeconds, postBytes };
}

/** One block for all names with the same certificate, and one for those without. */
function refusals(groups: readonly SiteGroup[], status: 503 | 509, context: VhostOptions): string[][] {
  const byChain = Map.groupBy(groups, ({ certificate }) => certificate?.chain);
  return [...byChain.values()].map((same) => {
    const certificate = same[0]?.certificate;
    return [
      ...listenLines({ certificate: undefined }, context),
      ...(certificate ? secureListen(context, certificate) : []),
      ...opening(
        same.flatMap(({ names }) => names),
        context,
      ),
      '',
      // A challenge that is not there is refused like every other path.
      ...challenges(context, [`try_files $uri =${status};`]),
      '',
      ...nginxBlock('location /', [`return ${status};`]),
      '',
      ...refusalPage(status),
    ];
  });
}

/** A visitor sees a page, and a search engine is asked to come again later. */
function refusalPage(status: 503 | 509): string[] {
  const page = status === 503 ? 'suspended' : 'over-traffic';
  return [
    `error_page ${status} ${REFUSAL};`,
    ...nginxBlock(`location = ${REFUSAL}`, [
      'internal;',
      // A visitor who asks for this very path is refused as for any other.
      `error_page 404 =${status} ${REFUSAL};`,
      ...staticPage(),
      `add_header Retry-After ${RETRY_AFTER_SECONDS} always;`,
      'add_header Cache-Control no-store always;',
      `try_files /${page}.html =${status};`,
    ]),
  ];
}

import type { Account } from '../src/model/account.ts';
import { appGatePath, appSocketPath } from '../src/model/app-gate-path.ts';
import { phpLimitsOf } from '../src/model/php-limits.ts';
import { PHP_WAITING_SOCKET, phpPoolSocket } from '../src/model/php-order.ts';
import { phpPoolOf, phpPoolsOf } from '../src/model/php-pools.ts';
import { type Site, sitesOf } from '../src/model/sites.ts';
import { nginxPath, nginxString, nginxUpstream } from './encode-nginx.ts';
import { absolutePath, accountName } from './encode-path.ts';
import { header } from './header.ts';
import { nginxBlock } from './nginx-block.ts';
import {
  type Listening,
  plainListen,
  type ServerCertificate,
  secureListen,
  serverNames,
} from './nginx-listen.ts';
import { type SiteContent, type SitePhp, siteLines } from './nginx-site.ts';

export interface VhostOptions extends Listening {
  /** The folder of the account's logs, such as `/var/log/jopanel/sites/joko`. */
  readonly logDir: string;
  /** Where challenges of certificate authorities are answered from, for every name. */
  readonly acmeRoot: string;
  /** The certificate that a name is served with; without one it is served on port 80 only. */
  certificateOf(name: string): ServerCertificate | undefined;
  /** The file with the operator's own lines for every site of the account. */
  readonly snippets: string | undefined;
  /** Names that are the operator's by now, and are not served. */
  readonly withheld?: ReadonlySet<string>;
  /** Answered on every path in place of the sites: 503 suspended, 509 over its bandwidth. */
  readonly refuseWith: 503 | 509 | undefined;
}

/** Names of one site that are served in the same way. */
interface Group {
  readonly site: Site;
  readonly names: readonly string[];
  readonly certificate: ServerCertificate | undefined;
}

const LEAST_BODY_BYTES = 64 * 1024 * 1024;

/** The server blocks of one account: `/etc/nginx/jopanel/<username>.conf`. */
export function renderVhost(account: Account, context: VhostOptions): string {
  const groups = sitesOf(account).flatMap((site) => groupsOf(site, context));
  const servers =
    context.refuseWith === undefined
      ? [...redirect(groups, context), ...groups.map((group) => content(account, group, context))]
      : refusals(groups, context.refuseWith, context);
  return [
    header('#', `for the account ${accountName(account.username)}`),
    ...notes(groups, context),
    ...(context.refuseWith === undefined ? upstreams(account) : []),
    ...servers.map((lines) => `\n${nginxBlock('server', lines).join('\n')}\n`),
  ].join('');
}

function groupsOf(site: Site, { certificateOf, withheld }: VhostOptions): Group[] {
  const served = site.names.filter((name) => withheld?.has(name) !== true);
  const byChain = Map.groupBy(served, (name) => certificateOf(name)?.chain);
  return [...byChain.values()].map((names) => {
    const [first] = names;
    return { site, names, certificate: first === undefined ? undefined : certificateOf(first) };
  });
}

/** What beside the set decided about this file; a change of it is no drift. */
function notes(groups: readonly Group[], { refuseWith, withheld = new Set() }: VhostOptions): string[] {
  const digests = new Map(groups.flatMap(({ certificate: one }) => (one ? [[one.chain, one.digest]] : [])));
  return [
    ...(refuseWith === 509 ? ['# Over its bandwidth until the month ends.\n'] : []),
    ...[...withheld].map((name) => `# Without ${name}, which is the operator's by now.\n`),
    ...[...digests].map(([chain, digest]) => `# With ${chain}, ${digest}.\n`),
  ];
}

function content(account: Account, { site, names, certificate }: Group, context: VhostOptions): string[] {
  const { snippets } = context;
  return [
    ...(certificate ? secureListen(context, certificate) : plainListen(context)),
    ...opening(names, context),
    ...(snippets === undefined ? [] : [`include ${nginxPath(snippets)};`]),
    '',
    ...challenges(context),
    '',
    ...siteLines(contentOf(account, site)),
  ];
}

/**
 * Where the PHP of the account answers; and where requests wait, held by systemd, when that socket does not take them,
 * as while the activator is being restarted.
 */
function upstreams(account: Account): string[] {
  return phpPoolsOf(account).map(({ id }) => {
    const servers = [
      `server ${nginxString(`unix:${absolutePath(phpPoolSocket(id))}`)} max_fails=0;`,
      `server ${nginxString(`unix:${absolutePath(PHP_WAITING_SOCKET)}`)} backup;`,
    ];
    return `\n${nginxBlock(`upstream ${nginxUpstream(id)}`, servers).join('\n')}\n`;
  });
}

function contentOf(account: Account, { names, root, settings }: Site): SiteContent {
  const { nodejs } = account.services;
  const app = nodejs.apps.find(({ domain, status }) => domain === names[0] && status === 'running');
  if (nodejs.enabled && app !== undefined) {
    const user = accountName(account.username);
    const { name, port } = app;
    return port === undefined
      ? { kind: 'app', at: { socket: appSocketPath(user, name) } }
      : { kind: 'app', at: { port, gate: appGatePath(user, name) } };
  }
  const home = account.account.home_dir;
  return { kind: 'files', root, home, php: sitePhp(account, settings.phpVersion) };
}

function sitePhp(account: Account, version: string | null): SitePhp | undefined {
  const pool = phpPoolOf(account, version);
  if (pool === undefined) return undefined;
  const { requestSeconds, postBytes } = phpLimitsOf(account);
  return { pool: pool.id, requestSeconds, bodyBytes: Math.max(LEAST_BODY_BYTES, postBytes) };
}

/** One block for all names that have a certificate. */
function redirect(groups: readonly Group[], context: VhostOptions): string[][] {
  const names = groups.flatMap((group) => (group.certificate === undefined ? [] : group.names));
  if (names.length === 0) return [];
  return [
    [
      ...plainListen(context),
      ...opening(names, context),
      '',
      ...challenges(context),
      '',
      ...nginxBlock('location /', ['return 301 https://$host$request_uri;']),
    ],
  ];
}

/** One block for all names with the same certificate, and one for those without. */
function refusals(groups: readonly Group[], status: 503 | 509, context: VhostOptions): string[][] {
  const byChain = Map.groupBy(groups, ({ certificate }) => certificate?.chain);
  return [...byChain.values()].map((same) => {
    const certificate = same[0]?.certificate;
    return [
      ...plainListen(context),
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
    ];
  });
}

function opening(names: readonly string[], { logDir }: VhostOptions): string[] {
  return [
    serverNames(names),
    'server_tokens off;',
    `access_log ${nginxPath(`${logDir}/access.log`)} jopanel;`,
    `error_log ${nginxPath(`${logDir}/error.log`)};`,
  ];
}

function challenges({ acmeRoot }: VhostOptions, more: readonly string[] = []): string[] {
  return nginxBlock('location ^~ /.well-known/acme-challenge/', [`root ${nginxPath(acmeRoot)};`, ...more]);
}

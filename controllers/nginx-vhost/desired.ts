import { accountName } from '../../renderers/encode-path.ts';
import { passwordFile, renderPasswords } from '../../renderers/nginx-passwords.ts';
import type { Account } from '../../src/model/account.ts';
import { isOverBandwidth } from '../../src/model/bandwidth.ts';
import { type ReservedName, reservedNameTaken } from '../../src/model/reserved-name.ts';
import { type Site, sitesOf } from '../../src/model/sites.ts';
import type { Target } from '../../src/model/target.ts';
import type { ReconcileContext } from '../controller.ts';

export interface DesiredVhost {
  readonly path: string;
  /** Where the copy of the operator's own lines lies, and the folder they come from. */
  readonly snippetsPath: string;
  readonly snippetsFolder: string;
  /** Null when there should be no site at all. */
  readonly account: Account | null;
  /** Those that are to be served by TLS where there is a certificate. */
  readonly names: readonly string[];
  /** Those of them that the operator has taken since, and who answers them. */
  readonly withheld: ReadonlyMap<string, ReservedName>;
  /** The files of those who may enter its sites, by path. */
  readonly passwords: ReadonlyMap<string, string>;
  readonly refuseWith: 503 | 509 | undefined;
  readonly logDir: string;
  /** Lets the account read its logs, and lets only root change what is in the folder. */
  readonly logGid: number;
  readonly keepsLogs: boolean;
}

export function desiredVhost({ account, lifecycle }: Target, context: ReconcileContext): DesiredVhost {
  const username = accountName(account.username);
  const isUp = lifecycle === 'active' || lifecycle === 'suspended';
  const sites = sitesOf(account);
  const names = sites.flatMap((site) => site.names);
  const isOver = isOverBandwidth(account.limits, context.trafficOf(username));
  return {
    path: `/etc/nginx/jopanel/${username}.conf`,
    snippetsPath: `/etc/nginx/jopanel/${username}.snippets`,
    snippetsFolder: `/etc/jopanel/overrides/${username}/nginx`,
    account: isUp ? account : null,
    withheld: withheldOf(names, context),
    names: sites.flatMap(({ names, settings }) => (settings.certificate === 'none' ? [] : names)),
    passwords: isUp ? passwordsOf(username, sites) : new Map(),
    refuseWith: lifecycle === 'suspended' ? 503 : isOver ? 509 : undefined,
    logDir: `${context.logDir}/sites/${username}`,
    logGid: account.account.gid,
    keepsLogs: lifecycle !== 'purged',
  };
}

function withheldOf(
  names: readonly string[],
  { reserved }: ReconcileContext,
): ReadonlyMap<string, ReservedName> {
  return new Map(
    names.flatMap((name) => {
      const taken = reservedNameTaken(name, reserved);
      return taken === undefined ? [] : [[name, taken] as const];
    }),
  );
}

function passwordsOf(username: string, sites: readonly Site[]): ReadonlyMap<string, string> {
  return new Map(
    sites.flatMap((site) => {
      const text = renderPasswords(username, site);
      return text === null ? [] : [[passwordFile(username, site), text] as const];
    }),
  );
}

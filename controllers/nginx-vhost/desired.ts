import { renderVhost } from '../../renderers/nginx-vhost.ts';
import type { Account } from '../../src/model/account.ts';
import type { Surroundings } from '../controller.ts';

export interface DesiredVhost {
  readonly path: string;
  readonly text: string;
  readonly logDir: string;
  /** Lets the account read its logs and nobody change what is in the folder. */
  readonly logGid: number;
}

export function desiredVhost(account: Account, { facts, logDir }: Surroundings): DesiredVhost {
  const ownLogDir = `${logDir}/sites/${account.username}`;
  return {
    path: `/etc/nginx/jopanel/${account.username}.conf`,
    text: renderVhost(account, { ipv6: facts.ipv6, logDir: ownLogDir }),
    logDir: ownLogDir,
    logGid: account.account.gid,
  };
}

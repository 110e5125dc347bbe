import { renderVhost } from '../../renderers/nginx-vhost.ts';
import type { Surroundings, Target } from '../controller.ts';

export interface DesiredVhost {
  readonly path: string;
  /** Null when there should be none. */
  readonly text: string | null;
  readonly logDir: string;
  /** Lets the account read its logs and nobody change what is in the folder. */
  readonly logGid: number;
}

export function desiredVhost({ account, lifecycle }: Target, { facts, logDir }: Surroundings): DesiredVhost {
  const ownLogDir = `${logDir}/sites/${account.username}`;
  return {
    path: `/etc/nginx/jopanel/${account.username}.conf`,
    text:
      lifecycle === 'retired' || lifecycle === 'purged'
        ? null
        : renderVhost(account, { ipv6: facts.ipv6, logDir: ownLogDir }),
    logDir: ownLogDir,
    logGid: account.account.gid,
  };
}

import { listedUser } from '../../renderers/encode-user-list.ts';
import type { Target } from '../../src/model/target.ts';

export interface DesiredFtp {
  /** As it stands in the list. */
  readonly user: string;
  readonly listed: boolean;
  /** False for a user that is locked or gone, whom vsftpd turns away without any list. */
  readonly canLogIn: boolean;
}

export function desiredFtp({ account, lifecycle }: Target): DesiredFtp {
  const canLogIn = lifecycle === 'active';
  return { user: listedUser(account.username), listed: canLogIn && account.services.ftp.enabled, canLogIn };
}

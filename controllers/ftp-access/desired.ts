import type { Target } from '../controller.ts';

export interface DesiredFtp {
  readonly listed: boolean;
  /** False for a user that is locked or gone, whom vsftpd turns away without any list. */
  readonly canLogIn: boolean;
}

export function desiredFtp({ account, lifecycle }: Target): DesiredFtp {
  const canLogIn = lifecycle === 'active';
  return { listed: canLogIn && account.services.ftp.enabled, canLogIn };
}

import { listedUser } from '../../renderers/encode-user-list.ts';
import type { MachineFacts } from '../../src/host/machine-facts.ts';
import type { Target } from '../../src/model/target.ts';

export interface DesiredFtp {
  /** As it stands in the list. */
  readonly user: string;
  readonly listed: boolean;
  /** False for a user that is locked or gone, whom vsftpd turns away without any list. */
  readonly canLogIn: boolean;
  /** Whether the home itself belongs to the account, which vsftpd must know to lock the account into it. */
  readonly ownsHome: boolean;
  /** Whether the shell is one of /etc/shells. */
  readonly hasListedShell: boolean;
}

export function desiredFtp(
  { account, lifecycle }: Target,
  { facts }: { readonly facts: Pick<MachineFacts, 'shells'> },
): DesiredFtp {
  const canLogIn = lifecycle === 'active';
  return {
    user: listedUser(account.username),
    listed: canLogIn && account.services.ftp.enabled,
    canLogIn,
    ownsHome: !(account.ssh.enabled && account.ssh.mode === 'sftp_chroot'),
    hasListedShell: facts.shells.includes(account.account.shell),
  };
}

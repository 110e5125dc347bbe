import { renderAuthorizedKeys } from '../../renderers/authorized-keys.ts';
import type { Account } from '../../src/model/account.ts';
import { type SshdPolicy, sshdPolicyOf } from '../../src/model/sshd-policy.ts';

export interface DesiredSsh {
  readonly policy: SshdPolicy;
  readonly keysPath: string;
  readonly keysText: string;
  /** sshd reads the keys as the user who logs in. */
  readonly keysGid: number;
}

export const SSHD_DROP_IN = '/etc/ssh/sshd_config.d/60-jopanel.conf';

export function desiredSsh(account: Account): DesiredSsh {
  const policy = sshdPolicyOf(account);
  const keys = policy.access === 'none' ? [] : account.ssh.authorized_keys;
  return {
    policy,
    keysPath: `/etc/ssh/jopanel/keys/${account.username}`,
    keysText: renderAuthorizedKeys(account.username, keys),
    keysGid: account.account.gid,
  };
}

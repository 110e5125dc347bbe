import { renderAuthorizedKeys } from '../../renderers/authorized-keys.ts';
import { NO_ACCESS, type SshdPolicy, sshdPolicyOf, unforceable } from '../../src/model/sshd-policy.ts';
import type { Target } from '../../src/model/target.ts';

export interface DesiredSsh {
  /** Undefined when sshd should not know the account at all. */
  readonly policy: SshdPolicy | undefined;
  readonly keysPath: string;
  /** Null when there should be no such file. */
  readonly keysText: string | null;
  /** Why the account gets no access though its set asks for some. */
  readonly refusal: string | undefined;
  /** sshd reads the keys as the user who logs in. */
  readonly keysGid: number;
}

export function desiredSsh({ account, lifecycle }: Target): DesiredSsh {
  const policy = lifecycle === 'active' ? sshdPolicyOf(account) : NO_ACCESS;
  const isGone = lifecycle === 'purged';
  const keys = policy.access === 'none' ? [] : account.ssh.authorized_keys;
  return {
    policy: isGone ? undefined : policy,
    keysPath: `/etc/ssh/jopanel/keys/${account.username}`,
    keysText: isGone ? null : renderAuthorizedKeys(account.username, keys),
    refusal: lifecycle === 'active' ? unforceable(account) : undefined,
    keysGid: account.account.gid,
  };
}

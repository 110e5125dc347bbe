import type { Account } from './account.ts';

/** What sshd allows an account. Accounts with equal policies share one Match block. */
export interface SshdPolicy {
  readonly access: 'none' | 'sftp_chroot' | 'sftp' | 'shell';
  /** Runs instead of what the client asks for; only in `shell`, where the others have `internal-sftp`. */
  readonly forceCommand: string | null;
  readonly portForwarding: boolean;
  readonly agentForwarding: boolean;
  readonly x11Forwarding: boolean;
}

/** For accounts that may not log in at all. */
export const NO_ACCESS: SshdPolicy = {
  access: 'none',
  forceCommand: null,
  portForwarding: false,
  agentForwarding: false,
  x11Forwarding: false,
};

export function sshdPolicyOf(account: Account): SshdPolicy {
  const { ssh } = account;
  if (!ssh.enabled) return NO_ACCESS;
  return {
    access: ssh.mode,
    // Blanks around it mean nothing to sshd, which reads the line without them.
    forceCommand: ssh.mode === 'shell' ? (ssh.force_command?.trim() ?? null) : null,
    portForwarding: ssh.allow_port_forwarding,
    agentForwarding: ssh.allow_agent_forwarding,
    x11Forwarding: ssh.allow_x11_forwarding,
  };
}

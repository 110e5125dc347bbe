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

/** Shells that run a command without a file of their user's, once `SetEnv` has taken what would name one. */
const COMMAND_SHELLS = ['bash', 'dash', 'rbash', 'sh'];

/**
 * sshd has the login shell run a forced command, and some shells read a file in the home first, such as zsh its
 * .zshenv: the command would be no limit at all.
 *
 * @returns why the account gets no access, for a person; undefined where a forced command holds, or there is none
 */
export function unforceable({ ssh, account }: Account): string | undefined {
  const isForced = ssh.enabled && ssh.mode === 'shell' && ssh.force_command !== null;
  const { shell } = account;
  if (!isForced || COMMAND_SHELLS.includes(shell.slice(shell.lastIndexOf('/') + 1))) return undefined;
  return `SSH is refused: ${shell} could run a file of the account's before force_command; set shell to /bin/bash or /bin/sh in account.json, or force_command to null in ssh.json`;
}

export function sshdPolicyOf(account: Account): SshdPolicy {
  const { ssh } = account;
  if (!ssh.enabled || unforceable(account) !== undefined) return NO_ACCESS;
  return {
    access: ssh.mode,
    // Blanks around it mean nothing to sshd, which reads the line without them.
    forceCommand: ssh.mode === 'shell' ? (ssh.force_command?.trim() ?? null) : null,
    portForwarding: ssh.allow_port_forwarding,
    agentForwarding: ssh.allow_agent_forwarding,
    x11Forwarding: ssh.allow_x11_forwarding,
  };
}

import type { SshdPolicy } from '../src/model/sshd-policy.ts';
import { header } from './header.ts';
import { UnrepresentableError } from './unrepresentable-error.ts';

/**
 * `/etc/ssh/sshd_config.d/60-jopanel.conf`: one Match block for all accounts
 * with the same policy, as sshd evaluates every block at each login.
 */
export function renderSshdMatch(policies: ReadonlyMap<string, SshdPolicy>): string {
  const usersByBlock = new Map<string, string[]>();
  for (const [user, policy] of policies) {
    const lines = policyLines(policy).join('\n');
    usersByBlock.set(lines, [...(usersByBlock.get(lines) ?? []), sshdUser(user)]);
  }
  const blocks = [...usersByBlock]
    .map(([lines, users]) => `\nMatch User ${users.sort().join(',')}\n${lines}\n`)
    .sort();
  return header('#', 'for all accounts') + blocks.join('');
}

/** The settings of a block, in a fixed order. Also how a block that is found is told from others. */
export function policyLines(policy: SshdPolicy): string[] {
  if (policy.access === 'none') return settings({ ...NOTHING_ALLOWED, ForceCommand: '/usr/sbin/nologin' });
  return settings({
    AuthorizedKeysFile: '/etc/ssh/jopanel/keys/%u',
    ...(policy.access === 'sftp_chroot' ? { ChrootDirectory: '%h' } : {}),
    ...(policy.access === 'shell'
      ? policy.forceCommand === null
        ? {}
        : { ForceCommand: sshdRestOfLine(policy.forceCommand) }
      : { ForceCommand: 'internal-sftp' }),
    PermitTTY: yesOrNo(policy.access === 'shell'),
    PermitUserRC: yesOrNo(policy.access === 'shell'),
    PermitTunnel: 'no',
    AllowTcpForwarding: yesOrNo(policy.portForwarding),
    AllowStreamLocalForwarding: yesOrNo(policy.portForwarding),
    AllowAgentForwarding: yesOrNo(policy.agentForwarding),
    X11Forwarding: yesOrNo(policy.x11Forwarding),
  });
}

const NOTHING_ALLOWED = {
  AuthorizedKeysFile: 'none',
  PubkeyAuthentication: 'no',
  PasswordAuthentication: 'no',
  KbdInteractiveAuthentication: 'no',
  DisableForwarding: 'yes',
  PermitTTY: 'no',
};

function settings(values: Readonly<Record<string, string>>): string[] {
  return Object.entries(values).map(([keyword, value]) => `    ${keyword} ${value}`);
}

function yesOrNo(value: boolean): string {
  return value ? 'yes' : 'no';
}

function sshdUser(name: string): string {
  if (!/^[a-z][a-z0-9]{2,15}$/.test(name))
    throw new UnrepresentableError('a user in an sshd Match line', name);
  return name;
}

/** ForceCommand takes the rest of its line as it is, so only what would end or comment it is refused. */
function sshdRestOfLine(value: string): string {
  if (value.trim() !== value || value === '' || /[#"'\\\p{Cc}]/u.test(value)) {
    throw new UnrepresentableError('an sshd command', value);
  }
  return value;
}

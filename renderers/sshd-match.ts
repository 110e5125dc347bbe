import type { SshdPolicy } from '../src/model/sshd-policy.ts';
import { parseForceCommand } from '../src/model/values/force-command.ts';
import { parseUsername } from '../src/model/values/username.ts';
import { header } from './header.ts';
import { UnrepresentableError } from './unrepresentable-error.ts';

/** A block with settings that no policy has: another hand has changed them. */
export interface EditedMatch {
  readonly users: readonly string[];
  readonly lines: readonly string[];
}

/**
 * `/etc/ssh/sshd_config.d/60-jopanel.conf`: one Match block for all accounts
 * with the same policy, as sshd evaluates every block at each login.
 *
 * @param edited blocks that stay as they are, for the users of theirs that have no policy here
 */
export function renderSshdMatch(
  policies: ReadonlyMap<string, SshdPolicy>,
  edited: readonly EditedMatch[] = [],
): string {
  const usersByBlock = Map.groupBy(policies, ([, policy]) => policyLines(policy).join('\n'));
  const blocks = [...usersByBlock].map(([lines, entries]) => {
    return block(
      entries.map(([user]) => user),
      lines,
    );
  });
  const kept = edited.flatMap(({ users, lines }) => {
    const left = users.filter((user) => !policies.has(user));
    return left.length === 0 ? [] : [block(left, lines.join('\n'))];
  });
  return header('#', 'for all accounts') + [...blocks, ...kept].sort().join('');
}

function block(users: readonly string[], lines: string): string {
  return `\nMatch User ${users.map(sshdUser).sort().join(',')}\n${lines}\n`;
}

/** The settings of a block, in a fixed order. They also identify a block that is found. */
export function policyLines(policy: SshdPolicy): string[] {
  if (policy.access === 'none') return settings(NOTHING_ALLOWED);
  return settings({
    AuthorizedKeysFile: '/etc/ssh/jopanel/keys/%u',
    ChrootDirectory: policy.access === 'sftp_chroot' ? '%h' : 'none',
    ForceCommand: policy.access === 'shell' ? forcedCommand(policy.forceCommand) : 'internal-sftp',
    PermitTTY: yesOrNo(policy.access === 'shell'),
    PermitUserRC: yesOrNo(policy.access === 'shell' && policy.forceCommand === null),
    ...(policy.access === 'shell' && policy.forceCommand !== null ? { SetEnv: NOTHING_BEFORE } : {}),
    PermitTunnel: 'no',
    AllowTcpForwarding: yesOrNo(policy.portForwarding),
    AllowStreamLocalForwarding: yesOrNo(policy.portForwarding),
    AllowAgentForwarding: yesOrNo(policy.agentForwarding),
    X11Forwarding: yesOrNo(policy.x11Forwarding),
  });
}

/**
 * The login shell runs the forced command. Bash would run ~/.bashrc first, unless it takes itself for an inner shell;
 * and where PAM reads ~/.pam_environment, as on Debian 12, the account could name files to be run or loaded.
 */
const NOTHING_BEFORE = [
  'SHLVL=2',
  ...['BASH_ENV', 'ENV', 'SHELLOPTS', 'BASHOPTS', 'PS4', 'LD_PRELOAD', 'LD_LIBRARY_PATH', 'LD_AUDIT'],
  ...['GCONV_PATH', 'LOCPATH'],
]
  .map((variable) => (variable.includes('=') ? variable : `${variable}=`))
  .join(' ');

// Each of these would do; a later version of sshd, or an operator's own block ahead of ours, may lift one of them.
const NOTHING_ALLOWED = {
  DenyUsers: '*',
  AuthorizedKeysFile: 'none',
  PubkeyAuthentication: 'no',
  PasswordAuthentication: 'no',
  KbdInteractiveAuthentication: 'no',
  HostbasedAuthentication: 'no',
  DisableForwarding: 'yes',
  PermitTTY: 'no',
  ForceCommand: '/usr/sbin/nologin',
};

function settings(values: Readonly<Record<string, string>>): string[] {
  return Object.entries(values).map(([keyword, value]) => `    ${keyword} ${value}`);
}

function yesOrNo(value: boolean): string {
  return value ? 'yes' : 'no';
}

/** In a list of patterns `*`, `?`, `!` and `,` have a meaning, and a blank would end it. Root is in no such list. */
function sshdUser(name: string): string {
  if (!parseUsername(name).ok) throw new UnrepresentableError('a user in an sshd Match line', name);
  return name;
}

/** ForceCommand takes the rest of its line as it is, and `none` for no command at all. */
function forcedCommand(command: string | null): string {
  if (command === null) return 'none';
  if (!parseForceCommand(command).ok || command.trim() !== command || /\p{Cc}/u.test(command)) {
    throw new UnrepresentableError('an sshd command', command);
  }
  return command;
}

import type { SshdPolicy } from '../src/model/sshd-policy.ts';
import { parseUsername } from '../src/model/values/username.ts';
import { type EditedMatch, policyLines } from './sshd-match.ts';
import { UnrepresentableError } from './unrepresentable-error.ts';

/** Who has which policy, and who is in a block whose settings another hand has changed. */
interface FoundMatches {
  readonly policies: Map<string, SshdPolicy>;
  readonly edited: readonly EditedMatch[];
}

/**
 * Reads back what `renderSshdMatch` wrote. A block that is not about a plain list of usernames is left out, whatever
 * wrote it.
 */
export function parseSshdMatch(text: string): FoundMatches {
  const policies = new Map<string, SshdPolicy>();
  const edited: EditedMatch[] = [];
  for (const block of text.split(/^Match User /m).slice(1)) {
    const [list = '', ...lines] = block.trimEnd().split('\n');
    const users = list.split(',');
    const policy = policyFrom(lines);
    if (policy !== undefined) for (const user of users) policies.set(user, policy);
    else if (users.every((user) => parseUsername(user).ok)) edited.push({ users, lines });
  }
  return { policies, edited };
}

function policyFrom(lines: readonly string[]): SshdPolicy | undefined {
  const values = new Map(
    lines.map((line) => {
      const [keyword = '', ...rest] = line.trim().split(' ');
      return [keyword, rest.join(' ')];
    }),
  );
  const command = values.get('ForceCommand') ?? 'none';
  const allows = (keyword: string) => values.get(keyword) === 'yes';
  const access = accessOf(values);
  const candidate: SshdPolicy = {
    access,
    forceCommand: access === 'shell' && command !== 'none' ? command : null,
    portForwarding: allows('AllowTcpForwarding'),
    agentForwarding: allows('AllowAgentForwarding'),
    x11Forwarding: allows('X11Forwarding'),
  };
  return linesOf(candidate)?.join('\n') === lines.join('\n') ? candidate : undefined;
}

function linesOf(policy: SshdPolicy): string[] | undefined {
  try {
    return policyLines(policy);
  } catch (error) {
    if (error instanceof UnrepresentableError) return undefined;
    throw error;
  }
}

function accessOf(values: ReadonlyMap<string, string>): SshdPolicy['access'] {
  if (values.get('PubkeyAuthentication') === 'no') return 'none';
  if (values.get('ChrootDirectory') === '%h') return 'sftp_chroot';
  return values.get('ForceCommand') === 'internal-sftp' && values.get('PermitTTY') === 'no'
    ? 'sftp'
    : 'shell';
}

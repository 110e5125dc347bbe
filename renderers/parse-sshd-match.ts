import type { SshdPolicy } from '../src/model/sshd-policy.ts';
import { policyLines } from './sshd-match.ts';
import { UnrepresentableError } from './unrepresentable-error.ts';

/**
 * Reads back what `renderSshdMatch` wrote: who has which policy. A block that
 * it would not have written is left out, whatever wrote it.
 */
export function parseSshdMatch(text: string): Map<string, SshdPolicy> {
  const policies = new Map<string, SshdPolicy>();
  for (const block of text.split(/^Match User /m).slice(1)) {
    const [users = '', ...lines] = block.trimEnd().split('\n');
    const policy = policyFrom(lines);
    if (policy === undefined) continue;
    for (const user of users.split(',')) policies.set(user, policy);
  }
  return policies;
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

import { policyLines } from '../../renderers/sshd-match.ts';
import type { Account } from '../../src/model/account.ts';
import type { SshdPolicy } from '../../src/model/sshd-policy.ts';
import { type Action, blocked, type Plan, type Publication, type Surroundings } from '../controller.ts';
import { compareFile, fileItem } from '../generated-file.ts';
import type { DesiredSsh } from './desired.ts';
import type { ObservedSsh } from './observe.ts';

export function planSsh(
  { username }: Account,
  desired: DesiredSsh,
  observed: ObservedSsh,
  surroundings: Surroundings,
): Plan {
  const ownership = { uid: 0, gid: desired.keysGid, mode: 0o640 };
  const keys = compareFile(desired.keysPath, desired.keysText, ownership, observed.keys, surroundings);
  if (keys.kind === 'foreign') return blocked('Conflict', keys.message);
  const writeKeys: Action[] = [];
  if (keys.kind === 'differs') {
    writeKeys.push({
      account: username,
      resource: 'sshd-match',
      summary: `write ${desired.keysPath}`,
      destructive: false,
      owns: [fileItem(desired.keysPath)],
      releases: [],
      diff: { path: desired.keysPath, before: keys.before, after: desired.keysText },
      apply: (host) => host.files.put([keys.change]),
    });
  }
  const publications = isSame(desired.policy, observed.policy) ? [] : [publish(username, desired.policy)];
  return { actions: writeKeys, publications };
}

function publish(account: string, policy: SshdPolicy): Publication {
  return {
    account,
    resource: 'sshd-match',
    summary: `let sshd give ${account} ${ACCESS_IN_WORDS[policy.access]}`,
    destructive: false,
    owns: [`sshd-match:${account}`],
    releases: [],
    service: 'sshd',
    direction: 'up',
    payload: { policy },
  };
}

const ACCESS_IN_WORDS = {
  none: 'no access',
  sftp_chroot: 'SFTP locked into its home',
  sftp: 'SFTP',
  shell: 'a shell',
} as const;

function isSame(a: SshdPolicy, b: SshdPolicy | undefined): boolean {
  return b !== undefined && policyLines(a).join('\n') === policyLines(b).join('\n');
}

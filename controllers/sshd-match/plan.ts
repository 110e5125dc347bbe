import { policyLines } from '../../renderers/sshd-match.ts';
import type { SshdPolicy } from '../../src/model/sshd-policy.ts';
import { action } from '../action.ts';
import { type Action, blocked, type Plan, type Publication, type Surroundings } from '../controller.ts';
import { compareFile, fileItem } from '../generated-file.ts';
import type { DesiredSsh } from './desired.ts';
import type { ObservedSsh } from './observe.ts';

export function planSsh(
  username: string,
  desired: DesiredSsh,
  observed: ObservedSsh,
  surroundings: Surroundings,
): Plan {
  const { keysPath, keysText, keysGid, policy } = desired;
  const ownership = { uid: 0, gid: keysGid, mode: 0o640 };
  const keys = compareFile(keysPath, keysText, ownership, observed.keys, surroundings);
  if (keys.kind === 'foreign') return blocked('Conflict', keys.message);
  const actions: Action[] = [];
  if (keys.kind === 'differs') {
    const isGone = keysText === null;
    actions.push(
      action(
        'sshd-match',
        username,
        `${isGone ? 'remove' : 'write'} ${keysPath}`,
        (host) => host.files.put([keys.change]),
        {
          owns: isGone ? [] : [fileItem(keysPath)],
          releases: isGone ? [fileItem(keysPath)] : [],
          diff: { path: keysPath, before: keys.before, after: keysText },
        },
      ),
    );
  }
  return { actions, publications: isSame(policy, observed.policy) ? [] : [publish(username, policy)] };
}

function publish(account: string, policy: SshdPolicy | undefined): Publication {
  const item = `sshd-match:${account}`;
  return {
    account,
    resource: 'sshd-match',
    summary: policy
      ? `let sshd give ${account} ${ACCESS_IN_WORDS[policy.access]}`
      : `take ${account} out of sshd's Match blocks`,
    direction: 'up',
    destructive: false,
    owns: policy ? [item] : [],
    releases: policy ? [] : [item],
    service: 'sshd',
    payload: { policy },
  };
}

const ACCESS_IN_WORDS = {
  none: 'no access',
  sftp_chroot: 'SFTP locked into its home',
  sftp: 'SFTP',
  shell: 'a shell',
} as const;

function isSame(a: SshdPolicy | undefined, b: SshdPolicy | undefined): boolean {
  const lines = (policy: SshdPolicy | undefined) => (policy ? policyLines(policy).join('\n') : '');
  return lines(a) === lines(b);
}

import { policyLines } from '../../renderers/sshd-match.ts';
import type { Publication } from '../../services/service.ts';
import { sshdItem } from '../../services/sshd/drop-in.ts';
import { sshd } from '../../services/sshd/service.ts';
import type { FileChange } from '../../src/host/root-files.ts';
import type { SshdPolicy } from '../../src/model/sshd-policy.ts';
import type { Step } from '../../src/model/step.ts';
import { bulkAction } from '../bulk.ts';
import { type Action, blocked, type Plan, type ReconcileContext } from '../controller.ts';
import { compareFile, fileItem } from '../generated-file.ts';
import type { DesiredSsh } from './desired.ts';
import type { ObservedSsh } from './observe.ts';

const putTogether = bulkAction<FileChange>('sshd-match', async (changes, host) => {
  await host.files.put([...changes.values()]);
  return new Map();
});

export function planSsh(
  username: string,
  desired: DesiredSsh,
  observed: ObservedSsh,
  context: Pick<ReconcileContext, 'owns'>,
): Plan {
  const { keysPath, keysText, keysGid, policy, refusal } = desired;
  const ownership = { uid: 0, gid: keysGid, mode: 0o640 };
  const keys = compareFile(keysPath, keysText, ownership, observed.keys, context);
  if (keys.kind === 'foreign') return blocked('Conflict', keys.message);
  const actions = keys.kind === 'same' ? [] : [putKeys(username, keys.change, keys.before)];
  const isLetIn = policy !== undefined && policy.access !== 'none';
  const unavailable = refusal ?? (isLetIn ? observed.turnedAway : undefined);
  const isSame = textOf(policy) === textOf(observed.policy) && !observed.isEdited;
  return {
    actions,
    publications: isSame ? [] : [publish(username, policy, observed)],
    ...(unavailable === undefined ? {} : { unavailable }),
  };
}

function putKeys(username: string, change: FileChange, before: string | null): Action {
  const { path, text } = change;
  const item = fileItem(path);
  return putTogether(username, path, `${text === null ? 'remove' : 'write'} ${path}`, change, {
    owns: text === null ? [] : [item],
    releases: text === null ? [item] : [],
    diff: { path, before, after: text },
  });
}

function publish(
  account: string,
  policy: SshdPolicy | undefined,
  found: Pick<ObservedSsh, 'policy' | 'isEdited'>,
): Publication {
  const step: Step = {
    account,
    resource: 'sshd-match',
    item: 'match-block',
    summary: policy
      ? `let sshd give ${account} ${inWords(policy)}`
      : `take ${account} out of sshd's Match blocks`,
    direction: 'up',
    destructive: false,
    owns: policy ? [sshdItem(account)] : [],
    releases: policy ? [] : [sshdItem(account)],
    found: foundInWords(found),
  };
  return sshd.publication(step, policy);
}

function foundInWords({ policy, isEdited }: Pick<ObservedSsh, 'policy' | 'isEdited'>): string {
  if (isEdited) return 'a Match block with other settings';
  return policy === undefined ? 'no Match block' : inWords(policy);
}

const ACCESS_IN_WORDS = {
  none: 'no access',
  sftp_chroot: 'SFTP locked into its home',
  sftp: 'SFTP',
  shell: 'a shell',
} as const;

function inWords(policy: SshdPolicy): string {
  const { access, forceCommand, portForwarding, agentForwarding, x11Forwarding } = policy;
  const forwarding = [
    ...(portForwarding ? ['ports'] : []),
    ...(agentForwarding ? ['the agent'] : []),
    ...(x11Forwarding ? ['X11'] : []),
  ];
  return [
    ACCESS_IN_WORDS[access],
    ...(forceCommand === null ? [] : [`that runs ${forceCommand}`]),
    ...(forwarding.length === 0 ? [] : [`with forwarding of ${forwarding.join(', ')}`]),
  ].join(' ');
}

function textOf(policy: SshdPolicy | undefined): string {
  return policy ? policyLines(policy).join('\n') : '';
}

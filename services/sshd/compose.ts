import type { Publication } from '../../controllers/controller.ts';
import { commentOf } from '../../controllers/linux-user/desired.ts';
import { SSHD_DROP_IN } from '../../controllers/sshd-match/desired.ts';
import { sshdItem } from '../../controllers/sshd-match/plan.ts';
import { parseSshdMatch } from '../../renderers/parse-sshd-match.ts';
import { renderSshdMatch } from '../../renderers/sshd-match.ts';
import type { HostReader } from '../../src/host/host.ts';
import type { FileChange } from '../../src/host/root-files.ts';
import type { WaveContext } from '../../src/reconcile/wave/wave-context.ts';
import { sharedFile } from '../shared-file.ts';

export async function composeSshd(
  publications: readonly Publication[],
  host: HostReader,
  context: WaveContext,
): Promise<FileChange[]> {
  const live = await host.files.read(SSHD_DROP_IN);
  if (publications.length === 0 && live.kind === 'absent') return [];
  // Whoever is not part of this wave keeps what the live file gives: missing never means delete.
  const policies = parseSshdMatch(live.kind === 'file' ? live.text : '');
  for (const user of await addedByHand(policies.keys(), host, context)) policies.delete(user);
  for (const { account, payload } of publications) {
    if (!('policy' in payload)) continue;
    if (payload.policy === undefined) policies.delete(account);
    else policies.set(account, payload.policy);
  }
  return sharedFile(host, SSHD_DROP_IN, renderSshdMatch(policies), 0o600, context);
}

/** Such as root's. A user of ours keeps the policy also when the journal was lost and the set is not in order. */
async function addedByHand(
  names: Iterable<string>,
  host: HostReader,
  { inForce, owns }: WaveContext,
): Promise<string[]> {
  const unknown = [...names].filter((user) => !inForce.has(user) && !owns(sshdItem(user)));
  if (unknown.length === 0) return [];
  const { users } = await host.accounts.snapshot();
  return unknown.filter((user) => users.get(user)?.comment !== commentOf(user));
}

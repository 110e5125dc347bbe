import { parseSshdMatch } from '../../renderers/parse-sshd-match.ts';
import { renderSshdMatch } from '../../renderers/sshd-match.ts';
import type { HostReader } from '../../src/host/host.ts';
import { commentOf } from '../../src/model/comment-of.ts';
import type { SshdPolicy } from '../../src/model/sshd-policy.ts';
import type { Published } from '../define-service.ts';
import { type Composition, NOTHING_TO_COMPOSE, type ServiceContext } from '../service.ts';
import { SSHD_DROP_IN, sshdItem } from './drop-in.ts';

export async function composeSshd(
  published: readonly Published<SshdPolicy | undefined>[],
  host: HostReader,
  context: ServiceContext,
): Promise<Composition> {
  const live = await host.files.read(SSHD_DROP_IN);
  if (published.length === 0 && live.kind === 'absent') return NOTHING_TO_COMPOSE;
  // An account that is not part of this wave keeps what the live file gives: missing never means delete.
  const { policies, edited } = parseSshdMatch(live.kind === 'file' ? live.text : '');
  const named = [...policies.keys(), ...edited.flatMap(({ users }) => users)];
  const dropped = new Set(await addedByHand(named, host, context));
  for (const user of dropped) policies.delete(user);
  for (const { account, payload: policy } of published) {
    dropped.add(account);
    if (policy === undefined) policies.delete(account);
    else policies.set(account, policy);
  }
  // What another hand has changed is for the account's own plan to correct, or to leave.
  const kept = edited.map(({ users, lines }) => ({
    users: users.filter((user) => !dropped.has(user)),
    lines,
  }));
  const text = renderSshdMatch(policies, kept);
  return { changes: [], shared: [{ path: SSHD_DROP_IN, text, mode: 0o600 }] };
}

/** Such as root's. A user of ours keeps the policy also when the journal was lost and the set is not in order. */
async function addedByHand(
  names: Iterable<string>,
  host: HostReader,
  { accountsInForce, owns }: ServiceContext,
): Promise<string[]> {
  const unknown = [...names].filter((user) => !accountsInForce.has(user) && !owns(sshdItem(user)));
  if (unknown.length === 0) return [];
  const { users } = await host.accounts.snapshot();
  return unknown.filter((user) => users.get(user)?.comment !== commentOf(user));
}

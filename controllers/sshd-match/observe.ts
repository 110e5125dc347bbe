import { parseSshdMatch } from '../../renderers/parse-sshd-match.ts';
import { SSHD_DROP_IN } from '../../services/sshd/drop-in.ts';
import type { HostReader } from '../../src/host/host.ts';
import type { FoundFile } from '../../src/host/root-files.ts';
import type { SshdPolicy } from '../../src/model/sshd-policy.ts';
import type { Observe } from '../controller.ts';
import { readAll } from '../generated-file.ts';
import type { DesiredSsh } from './desired.ts';
import { linuxGroupsOf, readLoginRules, turnedAwayBy } from './login-rules.ts';

export interface ObservedSsh {
  readonly policy: SshdPolicy | undefined;
  /** True where another hand has changed the settings of its block. */
  readonly isEdited: boolean;
  readonly keys: FoundFile;
  /** Why the operator's own sshd_config lets the account in nowhere; undefined where it does not say so. */
  readonly turnedAway?: string | undefined;
}

export async function observeSsh(
  host: HostReader,
  wanted: ReadonlyMap<string, DesiredSsh>,
): Promise<Observe<ObservedSsh>> {
  const dropIn = await host.files.read(SSHD_DROP_IN);
  const { policies, edited } = parseSshdMatch(dropIn.kind === 'file' ? dropIn.text : '');
  const inEdited = new Set(edited.flatMap(({ users }) => users));
  const keys = await readAll(
    host,
    [...wanted.values()].map(({ keysPath }) => keysPath),
  );
  const rules = await readLoginRules(host.files);
  const groups = await host.files.read('/etc/group');
  const groupText = groups.kind === 'file' ? groups.text : '';
  return (username) => ({
    turnedAway: turnedAwayBy(rules, username, linuxGroupsOf(groupText, username)),
    policy: policies.get(username),
    isEdited: inEdited.has(username),
    keys: keys.get(wanted.get(username)?.keysPath ?? '') ?? { kind: 'absent' },
  });
}

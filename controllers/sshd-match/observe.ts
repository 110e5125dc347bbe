import { parseSshdMatch } from '../../renderers/parse-sshd-match.ts';
import { SSHD_DROP_IN } from '../../services/sshd/drop-in.ts';
import type { HostReader } from '../../src/host/host.ts';
import type { FoundFile } from '../../src/host/root-files.ts';
import type { SshdPolicy } from '../../src/model/sshd-policy.ts';
import type { Observe } from '../controller.ts';
import { readAll } from '../generated-file.ts';
import type { DesiredSsh } from './desired.ts';

export interface ObservedSsh {
  readonly policy: SshdPolicy | undefined;
  readonly keys: FoundFile;
}

export async function observeSsh(
  host: HostReader,
  wanted: ReadonlyMap<string, DesiredSsh>,
): Promise<Observe<ObservedSsh>> {
  const dropIn = await host.files.read(SSHD_DROP_IN);
  const policies = parseSshdMatch(dropIn.kind === 'file' ? dropIn.text : '');
  const keys = await readAll(
    host,
    [...wanted.values()].map(({ keysPath }) => keysPath),
  );
  return (username) => ({
    policy: policies.get(username),
    keys: keys.get(wanted.get(username)?.keysPath ?? '') ?? { kind: 'absent' },
  });
}

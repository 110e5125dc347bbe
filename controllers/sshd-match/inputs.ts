import type { HostReader } from '../../src/host/host.ts';
import type { Inputs } from '../controller.ts';
import { readLoginRules } from './login-rules.ts';

/** Whom the operator's own sshd_config turns away. */
export async function sshInputs({ files }: HostReader): Promise<Inputs> {
  return { ofAll: JSON.stringify(await readLoginRules(files)), byName: new Map(), byAccount: new Map() };
}

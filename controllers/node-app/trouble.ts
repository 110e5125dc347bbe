import type { UnitState } from '../../src/host/units.ts';
import { LOG_NAMESPACE } from '../../src/model/log-namespace.ts';
import type { DesiredApp } from './desired.ts';
import type { ObservedApps } from './observe.ts';

// systemd.exec(5): how a process ended that never got as far as its program.
const CANNOT_ENTER_FOLDER = 200;
const CANNOT_RUN_PROGRAM = 203;

/** Another user can listen on the port while the app does not, as any user can on any free port. */
export function takenPort({ name, gate }: DesiredApp, { holders }: ObservedApps): string | undefined {
  if (gate === undefined || holders.get(gate.path) !== 'another') return undefined;
  return `another user listens on port ${gate.port} of the app ${name}, and no request is sent there; see: ss --listening --tcp --processes 'sport = :${gate.port}'; end that process, or change port`;
}

/** An app that does not stay up is its owner's affair: it is tried again, and this says what is wrong with it. */
export function troubleWith({ name, unit }: DesiredApp, state: UnitState): string | undefined {
  if (state.activity !== 'waiting' && !state.restartedOfLate) return undefined;
  if (state.exitStatus === CANNOT_ENTER_FOLDER) {
    return `the app ${name} cannot start: its root is not a folder that the account can enter; make it, or change root`;
  }
  if (state.exitStatus === CANNOT_RUN_PROGRAM) {
    return `the app ${name} cannot start: there is no such program as start_command names; install it (apt install nodejs), or change start_command`;
  }
  return `the app ${name} keeps ending soon after its start; see: journalctl -u ${unit} --namespace=${LOG_NAMESPACE}`;
}

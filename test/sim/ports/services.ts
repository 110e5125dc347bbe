import type { ServiceName, Services } from '../../../src/host/services.ts';
import type { SimService } from '../machine.ts';
import { check } from '../services/check.ts';
import { loadableFiles } from '../services/loadable.ts';
import { isSocketTaken } from '../services/sockets.ts';
import { sshdSettingsOf } from '../services/sshd-settings.ts';
import type { World } from '../world.ts';

export function simServices({ machine, effects }: World): Services {
  function find(name: ServiceName): SimService {
    const service = machine.services.get(name);
    if (service === undefined) throw new Error(`there is no ${name}`);
    return service;
  }

  /** The service gets its signal and takes in what is live at that moment, each in its own way. */
  function takeIn(name: ServiceName): void {
    const service = find(name);
    const files = loadableFiles(machine.disk, name);
    if (check(machine, name, files, true).ok && !isSocketTaken(machine, name, files)) {
      service.loaded = files;
      service.reloads += 1;
    } else if (name !== 'nginx') {
      // nginx goes on with what it had; the others execute themselves anew, and end.
      service.isRunning = false;
    }
  }

  return {
    async state(name) {
      effects.check();
      const service = machine.services.get(name);
      return service?.isRunning ? { state: 'running' } : { state: 'down', why: `${name} is inactive` };
    },

    async test(name, changes) {
      effects.check();
      const added = new Map(changes.map(({ path, text }) => [path, text ?? '']));
      // As the real one asks the kernel, because the checker binds no socket.
      if (isSocketTaken(machine, name, added)) return { ok: false, output: 'another process listens there' };
      return check(machine, name, loadableFiles(machine.disk, name, changes));
    },

    async fingerprint(name) {
      effects.check();
      return JSON.stringify([...loadableFiles(machine.disk, name), ...machine.users.keys()]);
    },

    async sshdSettings(users, changes) {
      effects.check();
      const files = loadableFiles(machine.disk, 'sshd', changes);
      return new Map(users.map((user) => [user, sshdSettingsOf(files, user)]));
    },

    async reload(name) {
      const before = find(name).reloads;
      if (!find(name).isRunning) throw new Error(`${name} is inactive`);
      effects.make('reload', `reload ${name}`, () => takeIn(name));
      // As the real one looks for new workers, so that a service that lies is found out.
      if (!find(name).isRunning) throw new Error(`${name} ended instead of reloading`);
      if (find(name).reloads === before) {
        machine.now += 40_000;
        throw new Error(`${name} did not take its new configuration within 40 s`);
      }
    },
  };
}

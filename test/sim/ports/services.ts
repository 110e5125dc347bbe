import type { Services } from '../../../src/host/services.ts';
import type { SimService } from '../machine.ts';
import { check } from '../services/check.ts';
import { loadableFiles } from '../services/loadable.ts';
import { answerQuery } from '../services/sshd-settings.ts';
import type { World } from '../world.ts';

export function simServices({ machine, effects }: World): Services {
  function find(name: string): SimService {
    const service = machine.services.get(name);
    if (service === undefined) throw new Error(`there is no ${name}`);
    return service;
  }

  /** The service gets its signal and takes in what is live at that moment, each in its own way. */
  function takeIn(name: string): void {
    const service = find(name);
    const files = loadableFiles(machine.disk, name);
    if (check(machine, name, files, true).ok) {
      service.loaded = files;
      service.reloads += 1;
    } else if (name !== 'nginx') {
      // nginx goes on with what it had; the others execute themselves, and end.
      service.isRunning = false;
    }
  }

  return {
    async state({ name }) {
      effects.check();
      const service = machine.services.get(name);
      return service?.isRunning ? { state: 'running' } : { state: 'down', why: `${name} is inactive` };
    },

    async test({ name }, changes) {
      effects.check();
      const result = check(machine, name, loadableFiles(machine.disk, name, changes));
      return result.ok ? { ok: true, warnings: '' } : result;
    },

    async fingerprint({ name }) {
      effects.check();
      return JSON.stringify([...loadableFiles(machine.disk, name), ...machine.users.keys()]);
    },

    async query(commands, changes) {
      effects.check();
      const files = loadableFiles(machine.disk, 'sshd', changes);
      return commands.map((argv) => answerQuery(files, argv));
    },

    async reload({ name }) {
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

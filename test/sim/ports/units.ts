import type { Units } from '../../../src/host/units.ts';
import { startUnit, unitOf, unitSource } from '../systemd.ts';
import type { World } from '../world.ts';

export function simUnits({ machine, effects }: World): Units {
  return {
    managed: true,

    async show(names) {
      effects.check();
      return new Map(
        names.map((name) => {
          const { isRunning, isEnabled, read } = unitOf(machine, name);
          return [
            name,
            {
              activity: isRunning ? 'running' : 'stopped',
              enabled: isEnabled,
              stale: read !== unitSource(machine, name),
              exitStatus: 0,
              restartedOfLate: false,
            },
          ];
        }),
      );
    },

    async stale(names) {
      effects.check();
      return new Set(names.filter((name) => unitOf(machine, name).read !== unitSource(machine, name)));
    },

    async controllers() {
      effects.check();
      return new Set(['cpu', 'memory', 'io'] as const);
    },

    async reload() {
      effects.make('command', 'systemctl daemon-reload', () => {
        for (const [name, unit] of machine.units) unit.read = unitSource(machine, name);
      });
    },

    async enable(names) {
      if (names.length === 0) return;
      const enable = (some: readonly string[]) => {
        for (const name of some) unitOf(machine, name).isEnabled = true;
      };
      effects.make(
        'command',
        `systemctl enable ${names.join(' ')}`,
        () => enable(names),
        () => enable(names.slice(1)),
      );
    },

    async restart(names) {
      if (names.length === 0) return;
      const start = (some: readonly string[]) => {
        for (const name of some) startUnit(machine, name);
      };
      try {
        effects.make(
          'command',
          `systemctl restart ${names.join(' ')}`,
          () => start(names),
          () => start(names.slice(1)),
        );
      } catch {
        // Whether each came up is seen by the next observation.
        effects.check();
      }
    },

    async stop(names) {
      if (names.length === 0) return;
      const disable = () => {
        for (const name of names) unitOf(machine, name).isEnabled = false;
      };
      const stop = () => {
        for (const name of names) unitOf(machine, name).isRunning = false;
      };
      try {
        effects.make('command', `systemctl disable ${names.join(' ')}`, disable);
        effects.make('command', `systemctl stop ${names.join(' ')}`, stop);
      } catch {
        effects.check();
      }
      const alive = names.filter((name) => unitOf(machine, name).isRunning);
      if (alive.length > 0) throw new Error(`${alive.join(', ')} could not be stopped`);
    },
  };
}

import type { Quotas } from '../../../src/host/quotas.ts';
import type { World } from '../world.ts';

export function simQuotas({ machine, effects }: World): Quotas {
  return {
    async observe(folders) {
      effects.check();
      const on = { state: 'on', mountPoint: '/', byUid: new Map(machine.quotas) } as const;
      return new Map(folders.map((folder) => [folder, on]));
    },

    async set(_mountPoint, byUid) {
      if (byUid.size === 0) return;
      const set = (uids: readonly number[]) => {
        for (const uid of uids) {
          const limit = byUid.get(uid);
          const usedKib = machine.quotas.get(uid)?.usedKib ?? 0;
          if (limit !== undefined) machine.quotas.set(uid, { ...limit, usedKib });
        }
      };
      const uids = [...byUid.keys()];
      effects.make(
        'command',
        'setquota',
        () => set(uids),
        () => set(uids.slice(1)),
      );
    },
  };
}

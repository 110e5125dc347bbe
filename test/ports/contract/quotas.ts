import assert from 'node:assert/strict';
import type { PortCase } from './port-case.ts';

const LIMITS = { softKib: 2048, hardKib: 2048, softFiles: 10, hardFiles: 20 };

/** For a host whose /home has quotas. */
export const QUOTA_CASES: readonly PortCase[] = [
  {
    name: 'limits are observed as they were set, and are lifted by zeros',
    async run({ quotas }) {
      const at = async () => {
        const found = (await quotas.observe(['/home'])).get('/home');
        assert.ok(found?.state === 'on');
        return found;
      };
      const { mountPoint } = await at();
      await quotas.set(mountPoint, new Map([[31_201, LIMITS]]));
      const { usedKib: _, ...limits } = { ...(await at()).byUid.get(31_201) };
      assert.deepEqual(limits, LIMITS);
      const none = { softKib: 0, hardKib: 0, softFiles: 0, hardFiles: 0 };
      await quotas.set(mountPoint, new Map([[31_201, none]]));
      assert.equal((await at()).byUid.get(31_201)?.hardKib ?? 0, 0);
    },
  },
];

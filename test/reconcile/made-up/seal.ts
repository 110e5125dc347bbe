// A resource that the product does not have, as a certificate is: it can only be got once the greeting is live, by work
// that may take minutes and may fail, and the greeting that carries it comes after.

import { action, afterAction } from '../../../controllers/action.ts';
import type { AfterAction } from '../../../controllers/after-action.ts';
import { IN_SYNC, resourceController } from '../../../controllers/controller.ts';
import { compareFile, fileItem, PUBLIC, readAll } from '../../../controllers/generated-file.ts';
import type { Host } from '../../../src/host/host.ts';
import type { FoundFile } from '../../../src/host/root-files.ts';
import { greetingPath } from './greeter.ts';

export function sealPath(username: string): string {
  return `/var/lib/jopanel/seals/${username}`;
}

export type GetSeal = (host: Host, account: string, stop: AbortSignal) => Promise<string>;

/** As an authority that answers at once does. */
export const sealAtOnce: GetSeal = async (host, account) => {
  const live = await host.files.read(greetingPath(account));
  if (live.kind !== 'file') throw new Error('the greeting does not answer');
  return `the seal of ${account}`;
};

/** @param getSeal asks the authority */
export function sealController(getSeal: GetSeal = sealAtOnce, more: Partial<AfterAction> = {}) {
  return resourceController<'wanted' | 'kept' | 'gone', FoundFile>({
    kind: 'seal',
    needs: ['greeting'],

    desired({ lifecycle }) {
      if (lifecycle === 'active') return 'wanted';
      return lifecycle === 'suspended' ? 'kept' : 'gone';
    },

    async observe(host, wanted) {
      const files = await readAll(host, [...wanted.keys()].map(sealPath));
      return (username) => files.get(sealPath(username)) ?? { kind: 'absent' };
    },

    plan(account, desired, found, context) {
      const path = sealPath(account);
      const item = fileItem(path);
      if (desired === 'wanted' && found.kind === 'absent')
        return { ...IN_SYNC, after: [getAction(account, getSeal, more)] };
      if (desired !== 'gone') return IN_SYNC;
      const difference = compareFile(path, null, PUBLIC, found, context);
      if (difference.kind !== 'differs') return IN_SYNC;
      const { change } = difference;
      const remove = action('seal', account, path, `remove ${path}`, (host) => host.files.put([change]), {
        direction: 'down',
        releases: [item],
        diff: { path, before: difference.before, after: null },
      });
      return { actions: [remove], publications: [] };
    },
  });
}

function getAction(account: string, getSeal: GetSeal, more: Partial<AfterAction>): AfterAction {
  const path = sealPath(account);
  return afterAction('seal', account, path, `get a seal for ${account}`, {
    apply: async (host, stop) => {
      const text = `${await getSeal(host, account, stop)}\n`;
      await host.files.put([{ path, text, ...PUBLIC }]);
      return undefined;
    },
    owns: [fileItem(path)],
    timeLimitMs: 300_000,
    retriesMs: [60_000, 120_000, 240_000],
    ...more,
  });
}

// Checks that the kernel lets systemd limit what accounts use.

import { CGROUP_CONTROLLERS } from '../../host/units.ts';
import { type CheckGroup, ok, warning } from './check.ts';

export const checkLimits: CheckGroup = async (_settings, { units }) => {
  const name = 'limits';
  if (!units.managed)
    return [
      warning(
        name,
        'systemd does not run here, so nothing limits CPU, memory, disk traffic and processes',
        'run this host with systemd',
      ),
    ];
  const given = await units.controllers();
  const missing = CGROUP_CONTROLLERS.filter((controller) => !given.has(controller));
  return missing.length === 0
    ? [ok(name, 'CPU, memory, disk traffic and processes of accounts are limited')]
    : [
        warning(
          name,
          `this kernel does not let systemd limit ${missing.join(', ')}`,
          'boot it with systemd.unified_cgroup_hierarchy=1',
        ),
      ];
};

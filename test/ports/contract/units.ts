import assert from 'node:assert/strict';
import type { Host } from '../../../src/host/host.ts';
import type { PortCase } from './port-case.ts';

const NAME = 'jopanel-port.service';
const UNIT = `/etc/systemd/system/${NAME}`;
const ENVIRONMENT = '/etc/jopanel-port.env';

function unit(argument: string): string {
  return `[Unit]
Description=A case of the port contract
[Service]
User=www-data
EnvironmentFile=${ENVIRONMENT}
ExecStart=/bin/sleep ${argument}
[Install]
WantedBy=multi-user.target
`;
}

async function write({ files }: Host, argument: string): Promise<void> {
  const root = { uid: 0, gid: 0, mode: 0o644 };
  await files.put([
    { path: UNIT, text: unit(argument), ...root },
    { path: ENVIRONMENT, text: 'COLOUR=red\n', ...root },
  ]);
}

async function show({ units }: Host) {
  const state = (await units.show([NAME])).get(NAME);
  assert.ok(state !== undefined);
  const { activity, enabled } = state;
  return { activity, enabled };
}

export const UNIT_CASES: readonly PortCase[] = [
  {
    name: 'a unit is enabled, started, started again, and stopped for good',
    async run(host) {
      await write(host, '600');
      await host.units.reload();
      assert.deepEqual(await show(host), { activity: 'stopped', enabled: false });
      await host.units.enable([NAME]);
      assert.deepEqual(await show(host), { activity: 'stopped', enabled: true });
      await host.units.restart([NAME]);
      assert.deepEqual(await show(host), { activity: 'running', enabled: true });
      await host.units.restart([NAME]);
      assert.deepEqual(await show(host), { activity: 'running', enabled: true });
      await host.units.stop([NAME]);
      assert.deepEqual(await show(host), { activity: 'stopped', enabled: false });
    },
  },
  {
    // systemd forgets a unit that does not run, and reads its file when it is asked for it again.
    name: 'a unit that runs and whose file has changed is stale until it is read',
    async run(host) {
      await write(host, '600');
      await host.units.reload();
      await host.units.restart([NAME]);
      const stale = async () => (await host.units.show([NAME])).get(NAME)?.stale;
      assert.equal(await stale(), false);
      await write(host, '601');
      assert.equal(await stale(), true);
      await host.units.reload();
      assert.equal(await stale(), false);
      assert.deepEqual([...(await host.units.stale([NAME]))], []);
      await host.units.stop([NAME]);
    },
  },
  {
    name: 'a unit that cannot start is no error to its starter, and is seen to be stopped',
    async run(host) {
      await write(host, '600');
      await host.files.put([{ path: ENVIRONMENT, text: null, uid: 0, gid: 0, mode: 0o644 }]);
      await host.units.reload();
      await host.units.restart([NAME]);
      assert.equal((await show(host)).activity, 'stopped');
      await host.units.stop([NAME]);
    },
  },
];

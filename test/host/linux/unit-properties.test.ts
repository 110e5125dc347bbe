import { expect, test } from 'vitest';
import { parseUnits } from '../../../src/host/linux/unit-properties.ts';

const SECOND_US = 1_000_000n;

function parse(change: Readonly<Record<string, string>>) {
  const properties = {
    Id: 'a.service',
    ActiveState: 'active',
    SubState: 'running',
    UnitFileState: 'enabled',
    NeedDaemonReload: 'no',
    ExecMainStatus: '0',
    NRestarts: '0',
    ActiveEnterTimestampMonotonic: String(100n * SECOND_US),
    ...change,
  };
  const text = Object.entries(properties)
    .map(([name, value]) => `${name}=${value}\n`)
    .join('');
  return parseUnits(text, 101n * SECOND_US)[0];
}

test('an app that runs, one that waits for its next start, and one that is stopped', () => {
  expect(parse({})).toMatchObject({
    id: 'a.service',
    activity: 'running',
    restartedOfLate: false,
  });
  expect(parse({ ActiveState: 'activating', SubState: 'auto-restart', ExecMainStatus: '203' })).toMatchObject(
    {
      activity: 'waiting',
      exitStatus: 203,
      isBetween: false,
    },
  );
  expect(parse({ ActiveState: 'failed', SubState: 'failed' })).toMatchObject({ activity: 'stopped' });
});

test('one that is being started again has forgotten how it ended, and the first start has nothing to forget', () => {
  const starting = { ActiveState: 'activating', SubState: 'start' };
  expect(parse({ ...starting, NRestarts: '1' })).toMatchObject({ isBetween: true });
  expect(parse(starting)).toMatchObject({ isBetween: false });
  expect(parse({ NRestarts: '1' })).toMatchObject({ isBetween: false, restartedOfLate: true });
});

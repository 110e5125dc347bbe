import { expect, test } from 'vitest';
import { changedFields } from '../../src/model/changed-fields.ts';

test('fields that changed, came and went are named, without values and without the time of the change', () => {
  const before = {
    account: { status: 'active', updated_at: '1', password_hash: 'a' },
    limits: { memory_limit_mb: 1, max_processes: 3 },
    services: { nodejs: { apps: [{ env: { KEY: 'a' } }] } },
  };
  const after = {
    account: { status: 'active', updated_at: '2', password_hash: 'b' },
    limits: { memory_limit_mb: 2, disk_quota_mb: 3 },
    services: { nodejs: { apps: [{ env: { KEY: 'b' } }] } },
  };
  expect(changedFields(before, after)).toEqual([
    'account.password_hash',
    'limits.memory_limit_mb',
    'limits.disk_quota_mb',
    'limits.max_processes',
    'services.nodejs.apps',
  ]);
  expect(changedFields(after, after)).toEqual([]);
});

import { expect, test } from 'vitest';
import { parseAccounts } from '../../../../src/host/linux/accounts/read-accounts.ts';

test('the first of two entries of one name or one id counts', () => {
  const { users, usersByUid, groups, groupsByGid } = parseAccounts(
    'joko:x:12010:12011:JoPanel joko:/home/joko:/bin/bash\njoko:x:1:1::/:/bin/sh\nanna:x:12010:7::/:/bin/sh\n',
    'joko:x:12011:anna,bert\nother:x:12011:\n',
    'joko:!$6$x:20000::::::\nanna:*:::::0:1:\n',
  );
  expect(users.get('joko')).toEqual({
    name: 'joko',
    uid: 12010,
    gid: 12011,
    comment: 'JoPanel joko',
    home: '/home/joko',
    shell: '/bin/bash',
    password: '!$6$x',
    expiresOnDay: undefined,
  });
  expect(users.get('anna')).toMatchObject({ password: '*', expiresOnDay: 1 });
  expect(usersByUid.get(12010)?.name).toBe('joko');
  expect(groups.get('joko')).toEqual({ name: 'joko', gid: 12011, members: ['anna', 'bert'] });
  expect(groupsByGid.get(12011)?.name).toBe('joko');
});

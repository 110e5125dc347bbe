import assert from 'node:assert/strict';
import type { NewUser } from '../../../src/host/accounts.ts';
import type { PortCase } from './port-case.ts';

const HASH = '$y$j9T$VmJkrmX7fLhEx4aUbgeGS0$XXvTqj2NTJ6rsEydC3rmXoh0cQmbjgSk8y5N5ZnQ4n5';

function user(name: string, id: number): NewUser {
  return { name, uid: id, gid: id, comment: 'jopanel account', home: `/home/${name}`, shell: '/bin/bash' };
}

const names = (failures: ReadonlyMap<string, string>) => [...failures.keys()].sort();

export const ACCOUNT_CASES: readonly PortCase[] = [
  {
    name: 'a user is made with its group, and a password that cannot be entered and that is not locked',
    async run({ accounts }) {
      assert.deepEqual(names(await accounts.createUsers([user('portone', 31_001)])), []);
      const { users, usersByUid, groups, groupsByGid } = await accounts.snapshot();
      const made = users.get('portone');
      assert.deepEqual({ ...made }, { ...user('portone', 31_001), password: '*', expiresOnDay: undefined });
      assert.equal(usersByUid.get(31_001)?.name, 'portone');
      assert.deepEqual({ ...groups.get('portone') }, { name: 'portone', gid: 31_001, members: [] });
      assert.equal(groupsByGid.get(31_001)?.name, 'portone');
    },
  },
  {
    name: 'many users that are made at once are as one that is made alone',
    async run({ accounts }) {
      const wanted = [1, 2, 3, 4, 5, 6].map((number) => user(`portmany${number}`, 31_010 + number));
      assert.deepEqual(names(await accounts.createUsers(wanted)), []);
      const { users, groups } = await accounts.snapshot();
      for (const each of wanted) {
        assert.deepEqual({ ...users.get(each.name) }, { ...each, password: '*', expiresOnDay: undefined });
        assert.equal(groups.get(each.name)?.gid, each.gid);
      }
    },
  },
  {
    name: 'a taken name, uid or gid fails the user who wants it, and no other',
    async run({ accounts }) {
      await accounts.createUsers([user('porttaken', 31_021)]);
      await accounts.createGroup('portgroup', 31_022);
      const failures = await accounts.createUsers([
        user('porttaken', 31_023),
        user('portuid', 31_021),
        user('portgid', 31_022),
        user('portfree', 31_024),
      ]);
      assert.deepEqual(names(failures), ['portgid', 'porttaken', 'portuid']);
      const { users, groups } = await accounts.snapshot();
      assert.equal(users.get('portfree')?.uid, 31_024);
      assert.equal(users.get('porttaken')?.uid, 31_021);
      assert.deepEqual([users.has('portuid'), users.has('portgid')], [false, false]);
      assert.deepEqual([groups.has('portuid'), groups.has('portgid')], [false, false]);
    },
  },
  {
    name: 'a user that is changed keeps all that the change does not name; a date of expiry comes and goes',
    async run({ accounts }) {
      const before = user('portchange', 31_031);
      await accounts.createUsers([before]);
      await accounts.changeUser('portchange', { shell: '/usr/sbin/nologin', expiresOnDay: 1 });
      const changed = (await accounts.snapshot()).users.get('portchange');
      assert.deepEqual(
        { ...changed },
        { ...before, shell: '/usr/sbin/nologin', password: '*', expiresOnDay: 1 },
      );
      await accounts.changeUser('portchange', { comment: 'another', expiresOnDay: null });
      const again = (await accounts.snapshot()).users.get('portchange');
      assert.deepEqual([again?.comment, again?.shell], ['another', '/usr/sbin/nologin']);
      assert.equal(again?.expiresOnDay, undefined);
    },
  },
  {
    name: 'password hashes are set as given, and a user that is not there fails alone',
    async run({ accounts }) {
      await accounts.createUsers([user('portsecret', 31_041), user('portlocked', 31_042)]);
      const failures = await accounts.setPasswords(
        new Map([
          ['portsecret', HASH],
          ['portabsent', HASH],
          ['portlocked', `!${HASH}`],
        ]),
      );
      assert.deepEqual(names(failures), ['portabsent']);
      const { users } = await accounts.snapshot();
      assert.equal(users.get('portsecret')?.password, HASH);
      assert.equal(users.get('portlocked')?.password, `!${HASH}`);
    },
  },
  {
    name: 'a user that is deleted takes its own group along',
    async run({ accounts }) {
      await accounts.createUsers([user('portgone', 31_051)]);
      assert.deepEqual(
        names(await accounts.endProcessesWhole([{ name: 'portgone', uid: 31_051, gid: 31_051 }])),
        [],
      );
      await accounts.deleteUser('portgone');
      const { users, groups } = await accounts.snapshot();
      assert.deepEqual([users.has('portgone'), groups.has('portgone')], [false, false]);
    },
  },
  {
    name: 'what is not there can be neither changed nor deleted, and a group is made once',
    async run({ accounts }) {
      await assert.rejects(accounts.changeUser('portabsent', { shell: '/bin/sh' }));
      await assert.rejects(accounts.deleteUser('portabsent'));
      await assert.rejects(accounts.deleteGroup('portabsent'));
      await accounts.createGroup('portonce', 31_061);
      await assert.rejects(accounts.createGroup('portonce', 31_062));
      await assert.rejects(accounts.createGroup('porttwice', 31_061));
      await accounts.deleteGroup('portonce');
      assert.equal((await accounts.snapshot()).groups.has('portonce'), false);
    },
  },
  {
    name: 'the name service knows a user that is there, and says nothing of one that is not',
    async run({ accounts }) {
      await accounts.createUsers([user('portknown', 31_071)]);
      const found = await accounts.lookUp(['portknown', 'portabsent']);
      assert.deepEqual([...found.keys()], ['portknown']);
      const { name, uid, gid, home, shell } = { ...found.get('portknown') };
      const expected = {
        name: 'portknown',
        uid: 31_071,
        gid: 31_071,
        home: '/home/portknown',
        shell: '/bin/bash',
      };
      assert.deepEqual({ name, uid, gid, home, shell }, expected);
    },
  },
  {
    name: 'a user without processes runs nothing',
    async run({ accounts }) {
      await accounts.createUsers([user('portcalm', 31_081)]);
      assert.deepEqual([...(await accounts.runningUids([31_081]))], []);
    },
  },
];

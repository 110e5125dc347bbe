import { expect, test } from 'vitest';
import { policyLines, renderSshdMatch } from '../../../renderers/sshd-match.ts';
import type { Published } from '../../../services/define-service.ts';
import { checkSshdSettings } from '../../../services/sshd/check-settings.ts';
import { SSHD_DROP_IN } from '../../../services/sshd/drop-in.ts';
import type { FileChange } from '../../../src/host/root-files.ts';
import type { CommandOutput, ServicesReader } from '../../../src/host/services.ts';
import { NO_ACCESS, type SshdPolicy } from '../../../src/model/sshd-policy.ts';

const CHROOT: SshdPolicy = { ...NO_ACCESS, access: 'sftp_chroot' };

/** An sshd with our drop-in alone; `foreign` criteria stand for other Match lines, `lies` for what they change. */
function fakeSshd(foreign: readonly string[] = [], lies: Readonly<Record<string, string>> = {}) {
  const asked: string[] = [];
  const settings = (user: string, text: string): CommandOutput => {
    const blocks = [...text.matchAll(/^Match User (.+)\n((?: {4}.*\n)*)/gm)];
    const own = blocks.find(([, users = '']) => users.split(',').includes(user))?.[2] ?? 'permittty yes\n';
    const criteria = [...blocks.map(([, users]) => `User ${users}`), ...foreign];
    return {
      stdout: lies[user] ?? own.replace(/^ +(\w+)/gm, (_, keyword: string) => keyword.toLowerCase()),
      stderr: criteria.map((each) => `${messageOf(each, user)}\n`).join(''),
    };
  };
  const services: Pick<ServicesReader, 'query'> = {
    async query(commands, [change]) {
      const users = commands.map((argv) => /user=([^,]+)/.exec(argv.join(' '))?.[1] ?? '');
      asked.push(...users);
      return users.map((user) => settings(user, change?.text ?? ''));
    },
  };
  return { asked, services };
}

/** Cut where sshd cuts its messages. */
function messageOf(criteria: string, user: string): string {
  const begin = `debug3: checking match for '${criteria}`;
  return criteria.length > 994
    ? begin.slice(0, -criteria.length + 994)
    : `${begin}' user ${user} host localhost`;
}

function publications(policies: ReadonlyMap<string, SshdPolicy>): Published<SshdPolicy>[] {
  return [...policies].map(([account, payload]) => ({ account, payload }));
}

function dropIn(text: string): { readonly files: readonly FileChange[] } {
  return { files: [{ path: SSHD_DROP_IN, text, mode: 0o600, uid: 0, gid: 0 }] };
}

function accounts(count: number): Map<string, SshdPolicy> {
  const names = Array.from({ length: count }, (_, index) => `acc${String(index).padStart(3, '0')}`);
  return new Map(names.map((name, index) => [name, index % 2 ? CHROOT : NO_ACCESS]));
}

test('of many accounts with two policies, two of each are asked for', async () => {
  const sshd = fakeSshd();
  const policies = accounts(500);
  const result = await checkSshdSettings(sshd, dropIn(renderSshdMatch(policies)), publications(policies));
  expect(result).toEqual({ ok: true });
  const known = ['root', 'nobody', 'root', 'nobody'];
  expect(sshd.asked).toEqual([...known, 'acc000', 'acc498', 'acc001', 'acc499']);
});

const SAMPLED = ['acc000', 'acc018', 'acc001', 'acc019'];

test.each([
  ['Address 10.0.0.0/8', []],
  ['Host *.example LocalPort 22', []],
  ['all', []],
  ['User admin,acc005', ['acc005']],
  ['Address 10.0.0.0/8 User acc007', ['acc007']],
])('beside a Match line "%s" those are asked for that it names', async (criteria, named) => {
  const sshd = fakeSshd([criteria]);
  const policies = accounts(20);
  await checkSshdSettings(sshd, dropIn(renderSshdMatch(policies)), publications(policies));
  expect(sshd.asked.filter((user) => user.startsWith('acc'))).toEqual([...SAMPLED, ...named]);
});

test.each([
  'Group sftponly',
  `User ${'admin,'.repeat(200)}x`,
  'User acc*',
  'User *,!admin',
  'User "acc001"',
  'Tagged x',
  'Exec "id"',
])('every account is asked for where a Match line "%s" could set them apart', async (criteria) => {
  const sshd = fakeSshd([criteria]);
  const policies = accounts(20);
  await checkSshdSettings(sshd, dropIn(renderSshdMatch(policies)), publications(policies));
  expect(sshd.asked).toEqual(expect.arrayContaining([...policies.keys()]));
});

test('every account is asked for when sshd does not print its Match lines in the form that is known', async () => {
  const { asked, services } = fakeSshd();
  const silent: typeof services = {
    async query(commands, changes) {
      const outputs = await services.query(commands, changes);
      return outputs.map(({ stdout }) => ({ stdout, stderr: '' }));
    },
  };
  const policies = accounts(20);
  await checkSshdSettings({ services: silent }, dropIn(renderSshdMatch(policies)), publications(policies));
  expect(asked).toEqual(expect.arrayContaining([...policies.keys()]));
});

test('an account that would get something else is named with what is missing', async () => {
  const sshd = fakeSshd(['User joko'], { joko: `${policyLines(CHROOT).join('\n')}`.replace('%h', 'none') });
  const policies = new Map([['joko', CHROOT]]);
  const result = await checkSshdSettings(sshd, dropIn(renderSshdMatch(policies)), publications(policies));
  expect(result).toEqual({
    ok: false,
    output: 'sshd would not grant joko what is intended: ChrootDirectory %h',
  });
});

test('a candidate that changes anything for root is refused', async () => {
  const text = renderSshdMatch(new Map([['joko', CHROOT]])).replace('User joko', 'User joko,root');
  const result = await checkSshdSettings(fakeSshd(), dropIn(text), publications(new Map([['joko', CHROOT]])));
  expect(result).toMatchObject({ ok: false, output: expect.stringContaining('the settings of root') });
});

test('nothing is asked when the drop-in does not change', async () => {
  const sshd = fakeSshd();
  expect(await checkSshdSettings(sshd, { files: [] }, publications(accounts(2)))).toEqual({ ok: true });
  expect(sshd.asked).toEqual([]);
});

import { expect, test } from 'vitest';
import { linuxGroupsOf, readLoginRules, turnedAwayBy } from '../../../controllers/sshd-match/login-rules.ts';
import type { FoundFile } from '../../../src/host/root-files.ts';

function filesOf(texts: Readonly<Record<string, string>>) {
  return {
    async read(path: string): Promise<FoundFile> {
      const text = texts[path];
      return text === undefined
        ? { kind: 'absent' }
        : { kind: 'file', path, text, mode: 0o644, uid: 0, gid: 0 };
    },
    async list(folder: string) {
      return Object.keys(texts)
        .filter((path) => path.startsWith(`${folder}/`))
        .map((path) => path.slice(folder.length + 1));
    },
  };
}

async function said(config: string, groups: readonly string[] = [], more = {}): Promise<string> {
  const rules = await readLoginRules(filesOf({ '/etc/ssh/sshd_config': config, ...more }));
  return turnedAwayBy(rules, 'joko', groups)?.split(' ')[0] ?? '';
}

test.each([
  ['Port 22\n', ''],
  ['AllowGroups sudo root\n', 'AllowGroups'],
  ['AllowGroups sudo\nAllowGroups joko\n', ''],
  ['allowgroups jo*\n', ''],
  ['AllowUsers admin\n', 'AllowUsers'],
  ['AllowUsers admin j?ko@192.0.2.*\n', ''],
  ['DenyUsers joko\n', 'DenyUsers'],
  ['DenyUsers joko@192.0.2.1\n', ''],
  ['DenyGroups *\n', 'DenyGroups'],
  ['Match User x\n  AllowGroups sudo\n', ''],
  ['#AllowGroups sudo\n', ''],
  ['AllowGroups sudo # joko\n', 'AllowGroups'],
  ['AllowGroups "sudo" "joko"\n', ''],
  ['DenyUsers="joko"\n', 'DenyUsers'],
])('of %j, the account is turned away by %j', async (config, keyword) => {
  expect(await said(config)).toBe(keyword);
});

test('files that are included count, and other groups of the account too', async () => {
  const more = { '/etc/ssh/sshd_config.d/10-hard.conf': 'AllowGroups=web\nMatch all\n' };
  expect(await said('Include /etc/ssh/sshd_config.d/*.conf\n', [], more)).toBe('AllowGroups');
  expect(await said('Include sshd_config.d/*.conf\n', ['web'], more)).toBe('');
  expect(linuxGroupsOf('web:x:7:anna,joko\nother:x:8:jokoo\n', 'joko')).toEqual(['web']);
});

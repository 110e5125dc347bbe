import { describe, expect, test } from 'vitest';
import { renderAuthorizedKeys } from '../../renderers/authorized-keys.ts';
import { parseSshdMatch } from '../../renderers/parse-sshd-match.ts';
import { policyLines, renderSshdMatch } from '../../renderers/sshd-match.ts';
import { UnrepresentableError } from '../../renderers/unrepresentable-error.ts';
import { NO_ACCESS, type SshdPolicy } from '../../src/model/sshd-policy.ts';

const CHROOT: SshdPolicy = { ...NO_ACCESS, access: 'sftp_chroot' };
const SHELL: SshdPolicy = { ...NO_ACCESS, access: 'shell' };
const EVERYTHING: SshdPolicy = {
  access: 'shell',
  forceCommand: '/usr/bin/rsync --server "a  b" .',
  portForwarding: true,
  agentForwarding: true,
  x11Forwarding: true,
};
const POLICIES = new Map<string, SshdPolicy>([
  ['joko', CHROOT],
  ['anna', SHELL],
  ['bert', CHROOT],
  ['carl', NO_ACCESS],
  ['dora', { ...NO_ACCESS, access: 'sftp', portForwarding: true }],
  ['emil', EVERYTHING],
]);

describe('the Match blocks', () => {
  test('are one for each policy, with the names in order', async () => {
    await expect(renderSshdMatch(POLICIES)).toMatchFileSnapshot('../../fixtures/golden/sshd-match.conf');
  });

  test('of no account are a header alone', async () => {
    await expect(renderSshdMatch(new Map())).toMatchFileSnapshot(
      '../../fixtures/golden/sshd-match-empty.conf',
    );
  });

  test('are the same in whatever order the accounts come', () => {
    expect(renderSshdMatch(new Map([...POLICIES].toReversed()))).toBe(renderSshdMatch(POLICIES));
  });

  test('are one line for each policy also for ten thousand accounts', () => {
    const many = new Map<string, SshdPolicy>();
    for (let count = 0; count < 10_000; count++) many.set(`acc${count}`, count % 2 ? CHROOT : SHELL);
    const lines = renderSshdMatch(many).split('\n');
    expect(lines.filter((line) => line.startsWith('Match '))).toHaveLength(2);
    expect(parseSshdMatch(lines.join('\n')).policies).toEqual(many);
  });

  test.each([
    '',
    'a',
    'root,joko',
    '*',
    '!joko',
    'jo ko',
    'joko\nPermitRootLogin yes',
    'Joko',
    'joko#',
    '-joko',
  ])('have no user named %j', (name) => {
    expect(() => renderSshdMatch(new Map([[name, CHROOT]]))).toThrow(UnrepresentableError);
  });

  test.each([
    '',
    'none',
    'uptime',
    ' /usr/bin/uptime',
    '/usr/bin/uptime\n    PermitTTY yes',
    '/usr/bin/uptime\rx',
    '/usr/bin/env %h',
    '/usr/bin/uptime "x',
    'internal-sftp -d /',
  ])('force no command such as %j', (forceCommand) => {
    expect(() => policyLines({ ...SHELL, forceCommand })).toThrow(UnrepresentableError);
  });
});

describe('what is read back', () => {
  test('is what was written', () => {
    expect(parseSshdMatch(renderSshdMatch(POLICIES))).toEqual({ policies: POLICIES, edited: [] });
  });

  test.each([
    [
      'a line that was changed',
      (text: string) => text.replace('AllowTcpForwarding no', 'AllowTcpForwarding yes'),
    ],
    [
      'a line that was added',
      (text: string) => text.replace('PermitTTY no', 'PermitTTY no\n    PermitTTY yes'),
    ],
    ['a line that is gone', (text: string) => text.replace('    ForceCommand internal-sftp\n', '')],
    ['a command that none may have', (text: string) => text.replace('internal-sftp', '/usr/bin/env %h')],
  ])('is no policy of a block with %s, which is written again as it is', (_, change) => {
    const text = change(renderSshdMatch(new Map([['joko', CHROOT]])));
    const { policies, edited } = parseSshdMatch(text);
    expect(policies).toEqual(new Map());
    expect(edited).toMatchObject([{ users: ['joko'] }]);
    expect(renderSshdMatch(policies, edited)).toBe(text);
  });

  test.each(['*', 'joko,!anna', 'joko Address 192.0.2.1'])('leaves out a block about %j', (users) => {
    const text = renderSshdMatch(new Map([['joko', CHROOT]])).replace('User joko', `User ${users}`);
    const edited = text.replace('PermitTTY no', 'PermitTTY yes');
    expect(parseSshdMatch(edited)).toEqual({ policies: new Map(), edited: [] });
  });

  test('of what is no such file is nothing', () => {
    expect(parseSshdMatch('')).toEqual({ policies: new Map(), edited: [] });
    expect(parseSshdMatch('PermitRootLogin yes\nMatch all\n')).toEqual({ policies: new Map(), edited: [] });
  });
});

describe('authorized keys', () => {
  const key = 'ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIJ5ExZvCqrqvtB4B3LjIyjRZtZ5WmDdpsvhYGAmLMxC5';

  test('stand one to a line', async () => {
    const keys = [`${key} joko@laptop`, `from="192.0.2.0/24",no-pty ${key} joko at work`];
    await expect(renderAuthorizedKeys('joko', keys)).toMatchFileSnapshot(
      '../../fixtures/golden/sshd-authorized-keys',
    );
  });

  test.each([
    '',
    '*',
    `${key}\n${key}`,
    `${key} joko\u2028ssh-rsa AAAA`,
    `cert-authority ${key}`,
    `environment="LD_PRELOAD=/tmp/x" ${key}`,
    '# a comment',
  ])('are no such thing as %j', (line) => {
    expect(() => renderAuthorizedKeys('joko', [line])).toThrow(UnrepresentableError);
  });
});

// Values that no validation would let through, given to the renderers, and what comes of it to sshd itself.

import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { renderAuthorizedKeys } from '../../renderers/authorized-keys.ts';
import { policyLines, renderSshdMatch } from '../../renderers/sshd-match.ts';
import { UnrepresentableError } from '../../renderers/unrepresentable-error.ts';
import { NO_ACCESS, type SshdPolicy } from '../../src/model/sshd-policy.ts';
import { sandbox } from './harness.ts';

const FOLDER = '/run/sshd-hostile';
const SHELL: SshdPolicy = { ...NO_ACCESS, access: 'shell' };
// Each means something to sshd, to its file or to a list of patterns.
const TRICKS = [
  '/bin/x\nPermitRootLogin yes',
  '/bin/x\r\nMatch all',
  '/bin/x\u2028Match all',
  '/bin/x\0y',
  '/bin/x \\',
  '/bin/x "',
  "/bin/x '",
  '/bin/x "a b" c',
  "/bin/x 'a # b'",
  '/bin/x # none',
  '/bin/x %u %% %h',
  '/bin/x  two  blanks ',
  '"/bin/x"',
  '=/bin/x',
  'none',
  'internal-sftp',
  ' ',
  '/bin/ü ü',
];

beforeAll(async () => {
  await sandbox.run(['install', '--directory', '--mode=0700', FOLDER]);
});
afterAll(async () => {
  await sandbox.run(['rm', '--recursive', FOLDER]);
});

/** sshd's own reading of the host's configuration with `text` as the drop-in. */
async function settings(text: string, user: string): Promise<string> {
  await sandbox.writeFile(`${FOLDER}/drop-in`, text);
  await sandbox.writeFile(`${FOLDER}/config`, `Include ${FOLDER}/drop-in\nInclude /etc/ssh/sshd_config\n`);
  const argv = ['sshd', '-T', '-f', `${FOLDER}/config`, '-C', `user=${user},host=client,addr=192.0.2.7`];
  return (await sandbox.run(argv)).stdout;
}

function hostile(kind: string): string[] {
  const file = new URL(`../../fixtures/hostile/values/${kind}.json`, import.meta.url);
  const { good, bad } = JSON.parse(readFileSync(file, 'utf8'));
  // A good one stands by itself, or beside the form that it is brought into.
  return [...good, ...bad].map((each: string | { value: string }) =>
    typeof each === 'string' ? each : each.value,
  );
}

test('a forced command is refused, or is that command and nothing more', async () => {
  const harmless = { ...SHELL, forceCommand: '/bin/true' };
  const plain = await settings(renderSshdMatch(new Map([['joko', harmless]])), 'joko');
  const root = await settings('', 'root');
  let rendered = 0;
  for (const forceCommand of [...hostile('force-command'), ...TRICKS]) {
    const policy = { ...SHELL, forceCommand };
    try {
      policyLines(policy);
    } catch (error) {
      expect(error).toBeInstanceOf(UnrepresentableError);
      continue;
    }
    rendered++;
    const text = renderSshdMatch(new Map([['joko', policy]]));
    const expected = plain.replace('\nforcecommand /bin/true\n', () => `\nforcecommand ${forceCommand}\n`);
    expect(await settings(text, 'joko')).toBe(expected);
    expect(await settings(text, 'root')).toBe(root);
  }
  expect(rendered).toBeGreaterThan(3);
});

test.each([...hostile('username'), 'root,joko', '*', '!joko', 'jo*', 'joko\nMatch all', 'joko,', '"joko"'])(
  'a user named %j is refused, or is alone in its Match line',
  async (name) => {
    const policies = new Map([[name, { ...NO_ACCESS, access: 'sftp_chroot' as const }]]);
    let text: string;
    try {
      text = renderSshdMatch(policies);
    } catch (error) {
      expect(error).toBeInstanceOf(UnrepresentableError);
      return;
    }
    expect(text.match(/^Match .*$/gm)).toEqual([`Match User ${name}`]);
    expect(name).not.toBe('root');
  },
);

test('a line of authorized keys is refused, or is one key without a right of its own', async () => {
  const plain = hostile('public-key').at(0) ?? '';
  let rendered = 0;
  for (const line of [
    ...hostile('public-key'),
    `command="id" ${plain}`,
    `tunnel="0" ${plain}`,
    `${plain}\n${plain}`,
  ]) {
    let text: string;
    try {
      text = renderAuthorizedKeys('joko', [line]);
    } catch (error) {
      expect(error).toBeInstanceOf(UnrepresentableError);
      continue;
    }
    rendered++;
    await sandbox.writeFile(`${FOLDER}/keys`, text);
    // Well formed is all that a line has to be: it may still not be a point of its curve.
    const read = await sandbox.run(['ssh-keygen', '-l', '-f', `${FOLDER}/keys`], { allowFailure: true });
    expect(read.stdout.trim().split('\n')).toHaveLength(1);
    expect(text).not.toMatch(/\b(?:environment|permitopen|permitlisten|tunnel|principals|cert-authority)\b/);
  }
  expect(rendered).toBeGreaterThan(3);
});

// Values that no validation would let through, given to the encoders, and what systemd itself makes of them.

import { readFileSync } from 'node:fs';
import { afterAll, expect, test } from 'vitest';
import { systemdCommand, systemdVariable } from '../../renderers/encode-systemd.ts';
import { UnrepresentableError } from '../../renderers/unrepresentable-error.ts';
import { HOSTILE_TEXTS } from '../renderers/hostile-texts.ts';
import { sandbox } from './harness.ts';

const UNIT = 'hostile-words.service';
const PATH = `/etc/systemd/system/${UNIT}`;
const PRINT = '/root/print.js';
// Each means something to systemd, to a shell, or to a reader of lines.
const TRICKS = [
  ';',
  '\\;',
  '; /bin/touch /run/canary',
  '%n',
  '%%n',
  '%',
  '%h/%u',
  '$HOME',
  '$$',
  '$(HOME)',
  '"',
  "'",
  '\\',
  '\\\\',
  'a\\',
  '\\x41',
  '\\n',
  '\\\n',
  '#',
  '# x',
  ' a  b ',
  '"" x',
  'a\'b"c',
  '+/bin/x',
  '-x',
  '`id`',
  '$(id)',
  '<x>',
  '|',
  '&&',
  'é\u2028ü',
  '😀',
  '=',
  'A=B',
  '[Service]',
  'User=root',
  '/*x*/',
  '~',
  '{a,b}',
  '*',
  '?',
  '!',
];

afterAll(async () => {
  await sandbox.run(['rm', '--force', PATH, PRINT, '/root/hostile.env']);
  await sandbox.run(['systemctl', 'daemon-reload']);
});

function values(): string[] {
  const known = ['env-value', 'command', 'path', 'text'].flatMap((kind) => {
    const file = new URL(`../../fixtures/hostile/values/${kind}.json`, import.meta.url);
    const { good, bad } = JSON.parse(readFileSync(file, 'utf8'));
    return [...good, ...bad.map(({ value }: { value: string }) => value)];
  });
  return [...TRICKS, ...HOSTILE_TEXTS, ...known].filter(
    (value) => typeof value === 'string' && value.length < 2000,
  );
}

/** Those that the encoder takes; it may refuse the others, and only in one way. */
function taken(encode: (value: string) => string): string[] {
  return values().filter((value) => {
    try {
      encode(value);
      return true;
    } catch (error) {
      expect(error).toBeInstanceOf(UnrepresentableError);
      return false;
    }
  });
}

test('a program gets each argument and each variable to the letter, and systemd gets no setting from any', async () => {
  const args = taken((value) => systemdCommand('node', [value]));
  const variables = taken((value) => systemdVariable('A', value));
  expect(args.length).toBeGreaterThan(TRICKS.length);
  expect(variables.length).toBeGreaterThan(TRICKS.length);
  await sandbox.writeFile(
    PRINT,
    'console.log(JSON.stringify({ args: process.argv.slice(2), env: process.env }));',
  );
  await sandbox.writeFile(
    '/root/hostile.env',
    variables.map((value, index) => systemdVariable(`V${index}`, value)).join(''),
  );
  await sandbox.writeFile(
    PATH,
    `[Service]\nType=oneshot\nEnvironmentFile=/root/hostile.env\nExecStart=${systemdCommand('node', [PRINT, ...args])}\n`,
  );
  await sandbox.run(['systemctl', 'daemon-reload']);
  expect((await sandbox.run(['systemd-analyze', 'verify', PATH])).stderr).not.toContain(UNIT);
  await sandbox.run(['systemctl', 'start', UNIT]);
  // The unit has ended; what it said may still be on its way.
  await sandbox.run(['journalctl', '--sync']);
  const { stdout } = await sandbox.run([
    'journalctl',
    `--unit=${UNIT}`,
    '--output=json',
    '--output-fields=MESSAGE',
    '--all',
  ]);
  const messages = stdout
    .trim()
    .split('\n')
    .map((line): { MESSAGE: string | number[] } => JSON.parse(line));
  // journald gives what it takes for binary as a list of bytes.
  const texts = messages.map(({ MESSAGE }) =>
    typeof MESSAGE === 'string' ? MESSAGE : Buffer.from(MESSAGE).toString(),
  );
  const said = JSON.parse(texts.find((text) => text.startsWith('{"args"')) ?? '{}');
  expect(said.args).toEqual(args);
  expect(variables.map((_, index) => said.env[`V${index}`])).toEqual(variables);
  expect((await sandbox.run(['test', '-e', '/run/canary'], { allowFailure: true })).exitCode).toBe(1);
});

// `jopanel schema`: one schema, all of them, or files of them.
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { COMMANDS } from '../../../src/cli/commands/all-commands.ts';
import { runCommandLine } from '../../../src/cli/run-command-line.ts';
import { SET_FILES } from '../../../src/model/set-files.ts';
import { recordingTerminal } from '../recording-terminal.ts';

async function run(...argv: string[]) {
  const terminal = recordingTerminal();
  const exit = await runCommandLine(['schema', ...argv], COMMANDS, terminal);
  return { exit, ...terminal.said };
}

test.each(['account', 'account.json'])('%s: that one', async (name) => {
  const { exit, out } = await run(name);
  expect(exit).toBe(0);
  expect(JSON.parse(out)).toMatchObject({ title: 'account.json', additionalProperties: false });
});

test('without a name all of them, by file', async () => {
  const { exit, out } = await run();
  expect(exit).toBe(0);
  expect(Object.keys(JSON.parse(out))).toEqual([...SET_FILES]);
});

test('an unknown name is wrong usage', async () => {
  expect(await run('accounts')).toMatchObject({
    exit: 64,
    err: expect.stringContaining('a set has no file accounts'),
  });
  expect(await run('ssh', 'meta')).toMatchObject({ exit: 64 });
});

test('of what a command prints, or which one was meant', async () => {
  const { exit, out } = await run('--output', 'user list');
  expect(exit).toBe(0);
  expect(JSON.parse(out)).toMatchObject({ type: 'object', properties: { users: { type: 'array' } } });
  expect(await run('--output', 'user lst')).toMatchObject({
    exit: 64,
    err: expect.stringContaining('did you mean "user list"?'),
  });
});

test('into a folder', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'jopanel-schema-'));
  expect(await run('--out', `${folder}/new`)).toEqual({ exit: 0, out: '', err: '' });
  expect(readdirSync(`${folder}/new`)).toHaveLength(SET_FILES.length + 1);
  expect(readdirSync(`${folder}/new/cli`)).toContain('user-list.schema.json');
  expect(JSON.parse(readFileSync(`${folder}/new/ssh.schema.json`, 'utf8'))).toHaveProperty(
    'title',
    'ssh.json',
  );
  rmSync(folder, { recursive: true });
});

// Set up before each file of attacks. After every test the daemon has never taken more memory than it may; with
// ATTACK_FIGURES set, another account is edited all the time, and how long that took is printed.
import { afterAll, afterEach, beforeAll, expect } from 'vitest';
import { forgetAccounts } from '../../sandbox/forget-accounts.ts';
import { dropAccount, sandbox } from '../../sandbox/harness.ts';
import { mostMemoryMiB } from './most-memory.ts';

const MOST_MIB = 400;
const BYSTANDER = 'bystander';
const EDIT = '/usr/lib/jopanel/test/attacks/inside/edit-bystander.ts';
/** These look at the memory themselves, at the moments that count. */
const MEASURES_ITSELF = /(?:socket-groups|big-sets)\.test\.ts$/;
const printed = process.env.ATTACK_FIGURES !== undefined;
let most = 0;
let editing: ReturnType<typeof sandbox.spawn> | undefined;

beforeAll(async () => {
  if (!printed) return;
  await dropAccount(BYSTANDER);
  editing = sandbox.spawn(['node', EDIT, BYSTANDER]);
});

afterEach(async ({ task }) => {
  most = Math.max(most, await mostMemoryMiB());
  if (!MEASURES_ITSELF.test(task.file.name)) expect(most).toBeLessThan(MOST_MIB);
});

afterAll(async () => {
  if (editing === undefined) return;
  editing.stdin.end();
  const { stdout } = await editing.ended;
  console.log(
    `most memory of the daemon: ${Math.round(most)} MiB; edits of another account, in ms: ${stdout}`,
  );
  await forgetAccounts([BYSTANDER]);
});

/** The agent socket as a backend uses it: an ordinary user of its group, by curl. */

import { makeUsersFolder } from '../../sandbox/account-sets.ts';
import { forgetAccounts } from './forget-accounts.ts';
import { sandbox, startDaemon, stopDaemon } from './harness.ts';

export const AGENT_SOCKET = '/run/jopanel/agent.sock';

/** The group of the socket, a member of it, and an ordinary user who is not. */
export async function setUpAgentUsers(): Promise<void> {
  await sandbox.run(['groupadd', '--system', 'jopanel-agent']);
  await sandbox.run(['useradd', '--create-home', '--groups', 'jopanel-agent', 'panel']);
  await sandbox.run(['useradd', '--create-home', 'outsider']);
}

export async function removeAgentUsers(): Promise<void> {
  for (const name of ['panel', 'outsider']) await sandbox.run(['userdel', '--remove', name]);
  await sandbox.run(['groupdel', 'jopanel-agent']);
}

/** A daemon without accounts, and the users of its agent socket. */
export async function startAgent(): Promise<void> {
  await makeUsersFolder(sandbox);
  await setUpAgentUsers();
  await startDaemon();
}

/** @param usernames the accounts that were made in the meantime */
export async function stopAgent(usernames: readonly string[]): Promise<void> {
  await stopDaemon();
  await removeAgentUsers();
  await forgetAccounts(usernames);
}

export interface AgentAnswer {
  readonly status: number;
  /** By lower-case name. */
  readonly headers: ReadonlyMap<string, string>;
  readonly type: string;
  readonly body: unknown;
}

export interface AgentCall {
  readonly user?: string;
  readonly headers?: Readonly<Record<string, string>>;
  /** Sent as JSON; a text is sent as it is. */
  readonly body?: unknown;
}

export async function askAgent(
  method: string,
  path: string,
  { user = 'panel', headers = {}, body }: AgentCall = {},
): Promise<AgentAnswer> {
  const data = body === undefined ? [] : ['--data-binary', '@-'];
  const type = body === undefined ? {} : { 'Content-Type': 'application/json' };
  const sent = Object.entries({ ...type, ...headers }).flatMap(([name, value]) => [
    '--header',
    `${name}: ${value}`,
  ]);
  const { stdout } = await sandbox.run(
    [
      ...['curl', '--silent', '--show-error', '--max-time', '90', '--unix-socket', AGENT_SOCKET],
      ...['--include', '--request', method, ...sent, ...data, `http://jopanel${path}`],
    ],
    {
      user,
      ...(body === undefined ? {} : { input: typeof body === 'string' ? body : JSON.stringify(body) }),
    },
  );
  return parseAnswer(stdout);
}

function parseAnswer(text: string): AgentAnswer {
  const end = text.indexOf('\r\n\r\n');
  const [first = '', ...lines] = text.slice(0, end).split('\r\n');
  const headers = new Map(
    lines.map((line) => {
      const colon = line.indexOf(':');
      return [line.slice(0, colon).toLowerCase(), line.slice(colon + 1).trim()] as const;
    }),
  );
  const payload = text.slice(end + 4);
  const body: unknown = payload === '' ? undefined : JSON.parse(payload);
  return { status: Number(first.split(' ')[1]), headers, type: headers.get('content-type') ?? '', body };
}

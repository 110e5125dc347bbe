import createClient, { type Client } from 'openapi-fetch';
import type { paths } from './generated/agent.ts';
import { unixFetch } from './unix-fetch.ts';

export interface AgentClientOptions {
  /** The default is `/run/jopanel/agent.sock`. */
  readonly socketPath?: string;
  /** On whose behalf, such as the e-mail address of the person at the panel; goes to the journal. */
  readonly actor?: string;
}

export type AgentClient = Client<paths>;

/** A client of the agent socket, with a typed call for every operation of its description. */
export function createAgentClient({
  socketPath = '/run/jopanel/agent.sock',
  actor,
}: AgentClientOptions = {}): AgentClient {
  return createClient<paths>({
    baseUrl: 'http://jopanel',
    fetch: unixFetch(socketPath),
    headers: actor === undefined ? {} : { 'X-Jopanel-Actor': actor },
  });
}

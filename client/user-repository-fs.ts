// Accounts by the agent socket: what a panel's backend makes, changes and asks about.

import { type AgentClient, type AgentClientOptions, createAgentClient } from './agent-client.ts';
import { AgentError } from './agent-error.ts';
import type { components, operations } from './generated/agent.ts';

export type NewUser = components['schemas']['NewUser'];
export type ConfigPatch = components['schemas']['ConfigPatch'];
export type WholeConfig = components['schemas']['WholeConfig'];
export type WrittenAnswer = components['schemas']['WrittenAnswer'];
export type Stats = operations['GetStats']['responses'][200]['content']['application/json'];
export type Config = operations['GetConfig']['responses'][200]['content']['application/json'];
export type User = operations['GetUser']['responses'][200]['content']['application/json'];

export interface WriteOptions {
  /** Seconds to wait until the revision is in force; left out: answer once the files are written. */
  readonly wait?: number;
  /** The ETag that the change was made from; another writer's change in between is then an error 412. */
  readonly ifMatch?: string;
}

export interface ConfigWithTag {
  readonly config: Config;
  /** For `ifMatch`. */
  readonly etag: string;
}

export class UserRepositoryFS {
  readonly #client: AgentClient;

  constructor(options: AgentClientOptions = {}) {
    this.#client = createAgentClient(options);
  }

  /** @throws AgentError 409 when there is another account of the name */
  async createUser(user: NewUser, { wait }: Pick<WriteOptions, 'wait'> = {}): Promise<WrittenAnswer> {
    const params = { header: headersOf({ wait }) };
    return written(await this.#client.POST('/v1/users', { params, body: user }));
  }

  /** A JSON Merge Patch: null removes a key. @throws AgentError 422 with findings when the set would be invalid */
  async updateUserConfig(
    username: string,
    patch: ConfigPatch,
    options: WriteOptions = {},
  ): Promise<WrittenAnswer> {
    const params = { path: { username }, header: headersOf(options) };
    return written(await this.#client.PATCH('/v1/users/{username}', { params, body: patch }));
  }

  async replaceUserConfig(
    username: string,
    config: WholeConfig,
    options: WriteOptions & { readonly ifMatch: string },
  ): Promise<WrittenAnswer> {
    const header = { ...headersOf(options), 'If-Match': options.ifMatch };
    const params = { path: { username }, header };
    return written(await this.#client.PUT('/v1/users/{username}/config', { params, body: config }));
  }

  async suspendUser(username: string, options: WriteOptions = {}): Promise<WrittenAnswer> {
    const params = { path: { username }, header: headersOf(options) };
    return written(await this.#client.POST('/v1/users/{username}/suspend', { params }));
  }

  async unsuspendUser(username: string, options: WriteOptions = {}): Promise<WrittenAnswer> {
    const params = { path: { username }, header: headersOf(options) };
    return written(await this.#client.POST('/v1/users/{username}/unsuspend', { params }));
  }

  async setPassword(username: string, password: string, options: WriteOptions = {}): Promise<WrittenAnswer> {
    const params = { path: { username }, header: headersOf(options) };
    return written(await this.#client.POST('/v1/users/{username}/password', { params, body: { password } }));
  }

  /** Everything is withdrawn; the home stays until root purges it. */
  async retireUser(username: string): Promise<void> {
    const params = { path: { username } };
    const body = { confirm: username };
    const { error, response } = await this.#client.DELETE('/v1/users/{username}', { params, body });
    if (error !== undefined) throw new AgentError(response.status, error);
  }

  async getConfig(username: string): Promise<ConfigWithTag> {
    const answer = await this.#client.GET('/v1/users/{username}/config', { params: { path: { username } } });
    return { config: read(answer), etag: answer.response.headers.get('etag') ?? '' };
  }

  async getStats(username: string): Promise<Stats> {
    return read(await this.#client.GET('/v1/users/{username}/stats', { params: { path: { username } } }));
  }

  async getUser(username: string): Promise<User> {
    return read(await this.#client.GET('/v1/users/{username}', { params: { path: { username } } }));
  }
}

function headersOf({
  wait,
  ifMatch,
}: {
  readonly wait?: number | undefined;
  readonly ifMatch?: string | undefined;
}) {
  return {
    ...(wait === undefined ? {} : { Prefer: `wait=${wait}` }),
    ...(ifMatch === undefined ? {} : { 'If-Match': ifMatch }),
  };
}

interface Answer<Value> {
  readonly data?: Value;
  readonly error?: unknown;
  readonly response: Response;
}

function read<Value>({ data, error, response }: Answer<Value>): Value {
  if (data === undefined) throw new AgentError(response.status, error);
  return data;
}

/** No call here asks for a dry run, whose answer is another. */
function written(answer: Answer<WrittenAnswer | { readonly dry_run: true }>): WrittenAnswer {
  const value = read(answer);
  if ('dry_run' in value) throw new AgentError(answer.response.status, value);
  return value;
}

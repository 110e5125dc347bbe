// The daemon's side of the thread behind the agent socket: it reports on the engine, keeps what the thread records in the
// journal, and retires an account whose folder the thread has taken away.

import { once } from 'node:events';
import { Worker } from 'node:worker_threads';
import type { Logger } from 'pino';
import { threadEnvironment } from '../host/process/thread-environment.ts';
import type { NewEvent } from '../journal/event.ts';
import type { Settings } from '../model/settings.ts';
import type { DaemonReport } from '../status/thread/engine-client.ts';
import type { ThreadStart } from '../status/thread/thread-messages.ts';
import type { AgentRecord } from './agent-context.ts';
import type { EngineOrder } from './engine-requests.ts';
import type { FromAgentThread, ToAgentThread } from './thread-messages.ts';

interface AgentBackend {
  readonly settings: Settings;
  readonly countFrom: number;
  report(): DaemonReport;
  record(entry: AgentRecord): void;
  /** @returns why not, when it is not done */
  order(order: EngineOrder): Promise<string | undefined>;
}

interface AgentThread {
  /** Comes once the socket is there, or will not be. */
  readonly listening: Promise<void>;
  /** @returns what lets go of the backend; requests wait until there is another */
  attach(backend: AgentBackend): () => void;
  close(): Promise<void>;
}

export function journalEntryOf({ operation, username, caller, revision, files }: AgentRecord): NewEvent {
  const { uid, pid, name, actor } = caller;
  const data = { operation, uid, pid, caller: name, actor, revision, files: [...files] };
  return { kind: 'agent.request', account: username, data };
}

/** Started once; it stays over a reload of the settings. Hosting goes on without it. */
export function startAgentThread(settings: Settings, log: Logger): AgentThread {
  const workerData: ThreadStart = { settings };
  const worker = new Worker(new URL('thread-entry.ts', import.meta.url), {
    workerData,
    env: threadEnvironment(),
    // Requests and answers are small and short-lived, so a small young generation keeps the memory of this thread low.
    resourceLimits: { maxYoungGenerationSizeMb: 8 },
  });
  const send = (message: ToAgentThread) => worker.postMessage(message);
  const ended = once(worker, 'exit');
  const { promise: listening, resolve: decided } = Promise.withResolvers<void>();
  void ended.then(() => decided());
  let backend: AgentBackend | undefined;
  worker.on('error', (error) => log.error({ err: error }, 'the agent socket is gone; hosting goes on'));
  worker.on('message', (message: FromAgentThread) => {
    if (message.kind === 'request' && backend !== undefined)
      send({ kind: 'report', number: message.number, report: backend.report() });
    if (message.kind === 'record') record(message.entry);
    if (message.kind === 'order') void order(message.request, message.order);
    if (message.kind === 'listening') decided();
    if (message.kind === 'listening' && message.warning !== undefined) log.warn(message.warning);
    if (message.kind === 'not-listening')
      log.error({ why: message.why }, 'the agent socket cannot be opened; hosting goes on without it');
  });

  function record(entry: AgentRecord): void {
    const { operation, username: account, caller, revision } = entry;
    log.info({ account, operation, revision, caller }, 'agent request carried out');
    try {
      backend?.record(entry);
    } catch (error) {
      log.error({ err: error, account, operation }, 'an agent request could not be journalled');
    }
  }

  async function order(request: number, wanted: EngineOrder): Promise<void> {
    const why = backend === undefined ? 'the daemon is stopping' : await backend.order(wanted);
    send({ kind: 'ordered', request, why });
  }

  return {
    listening,
    attach(next) {
      backend = next;
      send({ kind: 'attach', settings: next.settings, countFrom: next.countFrom });
      return () => {
        backend = undefined;
        send({ kind: 'detach' });
      };
    },
    async close() {
      send({ kind: 'close' });
      await ended;
    },
  };
}

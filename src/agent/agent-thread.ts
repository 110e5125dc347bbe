// The daemon's side of the thread behind the agent socket: it reports on the engine, keeps what the thread records in the
// journal, and retires an account whose folder the thread has taken away.

import type { Logger } from 'pino';
import type { NewEvent } from '../journal/event.ts';
import type { Settings } from '../model/settings.ts';
import type { DaemonReport } from '../status/thread/engine-client.ts';
import { startSocketThread } from '../status/thread/socket-thread.ts';
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

type OwnMessage = Extract<FromAgentThread, { kind: 'record' | 'order' | 'closed' }>;

/** As the status thread: started once, and hosting goes on without it. */
export function startAgentThread(settings: Settings, log: Logger): AgentThread {
  const thread = startSocketThread<OwnMessage, ToAgentThread>({
    name: 'agent',
    entry: new URL('thread-entry.ts', import.meta.url),
    settings,
    log,
    onMessage: (message) => {
      if (message.kind === 'record') record(message.entry);
      if (message.kind === 'order') void order(message.request, message.order);
    },
  });
  let backend: AgentBackend | undefined;

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
    thread.send({ kind: 'ordered', request, why });
  }

  return {
    listening: thread.listening,
    attach(next) {
      backend = next;
      const detach = thread.attach(next, () => next.report());
      return () => {
        backend = undefined;
        detach();
      };
    },
    close: () => thread.close(),
  };
}

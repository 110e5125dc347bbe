// The thread behind the agent socket: what callers send costs the engine no turn of its loop.

import type { IncomingMessage } from 'node:http';
import { type MessagePort, parentPort, workerData } from 'node:worker_threads';
import { z } from 'zod';
import { systemClock } from '../host/clock.ts';
import { serviceLog } from '../host/process/service-log.ts';
import { CALLER_LIMITS } from '../host/sockets/caller-bounds.ts';
import { listenOnUnixSocket, type UnixSocketServer } from '../host/sockets/unix-socket.ts';
import { errorMessage } from '../model/error-message.ts';
import { Settings } from '../model/settings.ts';
import { EngineClient } from '../status/thread/engine-client.ts';
import { type AgentService, openAgentService } from './agent-service.ts';
import { EngineRequests } from './engine-requests.ts';
import { LONGEST_WAIT_S } from './preferences.ts';
import type { FromAgentThread, ToAgentThread } from './thread-messages.ts';

/** Of one caller at the same time. */
const MOST_CONNECTIONS = 512;
const MOST_WRITES = 64;
/** In bytes. */
const SMALL_BODY = 65_536;
/** Longer than any caller may wait for its revision. */
const STILL_MS = (LONGEST_WAIT_S + 60) * 1000;

const log = serviceLog(1);

if (parentPort !== null) await serve(parentPort);

/** A write with a short body. Answers to reads may be large, so they are bounded as those of the status socket. */
function isSmall({ method, headers }: IncomingMessage): boolean {
  return method !== 'GET' && method !== 'HEAD' && Number(headers['content-length'] ?? Infinity) <= SMALL_BODY;
}

async function serve(port: MessagePort): Promise<void> {
  const { settings } = z.object({ settings: Settings }).parse(workerData);
  const send = (message: FromAgentThread) => port.postMessage(message);
  const engine = new EngineClient(systemClock, (number) => send({ kind: 'request', number }));
  const requests = new EngineRequests((request, order) => send({ kind: 'order', request, order }));
  let service: AgentService | undefined;
  let socket: UnixSocketServer;
  try {
    socket = await listenOnUnixSocket({
      path: `${settings.run_dir}/agent.sock`,
      mode: 0o660,
      group: settings.agent_group,
      stillMs: STILL_MS,
      // A panel is one user, and many of its writes wait until they are applied.
      limits: { ...CALLER_LIMITS, connections: MOST_CONNECTIONS, answers: MOST_WRITES },
      placesOf: (request) => (isSmall(request) ? 1 : MOST_WRITES / CALLER_LIMITS.answers),
    });
    send({ kind: 'listening', warning: socket.warning });
  } catch (error) {
    send({ kind: 'not-listening', why: errorMessage(error) });
    port.close();
    return;
  }
  let admitted = settings.agent_group;
  let turn = Promise.resolve();
  port.on('message', (message: ToAgentThread) => {
    if (message.kind === 'report') engine.take(message.number, message.report);
    else if (message.kind === 'ordered') requests.reply(message.request, message.why);
    else turn = turn.then(() => act(message));
  });

  async function act(message: Exclude<ToAgentThread, { kind: 'report' | 'ordered' }>): Promise<void> {
    socket.handle(undefined);
    requests.abandon();
    service?.close();
    service = undefined;
    if (message.kind === 'attach') await attach(message);
    else if (message.kind === 'close') {
      await socket.close();
      send({ kind: 'closed' });
      port.close();
    }
  }

  async function attach({
    settings: now,
    countFrom,
  }: Extract<ToAgentThread, { kind: 'attach' }>): Promise<void> {
    try {
      if (now.agent_group !== admitted) {
        send({ kind: 'listening', warning: await socket.admit(now.agent_group) });
        admitted = now.agent_group;
      }
      service = await openAgentService(
        {
          settings: now,
          countFrom,
          record: (entry) => send({ kind: 'record', entry }),
          order: (order) => requests.order(order),
        },
        engine,
        log,
      );
      socket.handle(service.listener);
    } catch (error) {
      log.error({ err: error }, 'the agent socket cannot be served; hosting goes on without it');
    }
  }
}

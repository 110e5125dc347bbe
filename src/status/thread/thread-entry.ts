// The status thread: requests to the socket cost the engine no turn of its event loop.

import { type MessagePort, parentPort, workerData } from 'node:worker_threads';
import { z } from 'zod';
import { systemClock } from '../../host/clock.ts';
import { lowerThreadPriority } from '../../host/process/lower-thread-priority.ts';
import { serviceLog } from '../../host/process/service-log.ts';
import { rootSocket } from '../../host/sockets/root-socket.ts';
import { listenOnUnixSocket, type UnixSocketServer } from '../../host/sockets/unix-socket.ts';
import { errorMessage } from '../../model/error-message.ts';
import { Settings } from '../../model/settings.ts';
import { EngineClient } from './engine-client.ts';
import { createMetricsListener } from './metrics-listener.ts';
import { openStatusService, type StatusService } from './status-service.ts';
import { watchSummary } from './summary-watch.ts';
import type { FromThread, ToThread } from './thread-messages.ts';

/** Longer than any plan takes; a client that leaves an answer unread for this long is disconnected. */
const STILL_MS = 120_000;

const log = serviceLog(1);

lowerThreadPriority();
if (parentPort !== null) await serve(parentPort);

async function serve(port: MessagePort): Promise<void> {
  const { settings } = z.object({ settings: Settings }).parse(workerData);
  const send = (message: FromThread) => port.postMessage(message);
  const engine = new EngineClient(systemClock, (number) => send({ kind: 'request', number }));
  const metrics = createMetricsListener(log);
  let service: StatusService | undefined;
  let detached = new AbortController();
  let socket: UnixSocketServer | undefined;
  /** Where root asks, however many others do so elsewhere. */
  let own: UnixSocketServer | undefined;
  try {
    socket = await listenOnUnixSocket({
      path: `${settings.run_dir}/status.sock`,
      mode: 0o660,
      group: settings.status_group,
      activated: true,
      stillMs: STILL_MS,
    });
    own = await listenOnUnixSocket({ path: rootSocket(settings.run_dir), mode: 0o600, stillMs: STILL_MS });
    send({ kind: 'listening', warning: socket.warning });
  } catch (error) {
    send({ kind: 'not-listening', why: errorMessage(error) });
    port.close();
    return;
  }
  let admitted = settings.status_group;
  let turn = Promise.resolve();
  port.on('message', (message: ToThread) => {
    if (message.kind === 'report') engine.take(message.number, message.report);
    else if (message.kind === 'close') turn = turn.then(close);
    else turn = turn.then(() => act(message));
  });

  async function act(message: Exclude<ToThread, { kind: 'report' | 'close' }>): Promise<void> {
    socket?.handle(undefined);
    own?.handle(undefined);
    metrics.handle(undefined);
    detached.abort();
    service?.close();
    service = undefined;
    if (message.kind === 'attach') {
      try {
        await admit(message.settings.status_group);
        service = await openStatusService(message, engine, log);
        socket?.handle(service.listener);
        own?.handle(service.listener);
        metrics.handle(service.listener);
        await metrics.apply(message.settings);
        detached = new AbortController();
        watchSummary(
          {
            context: service.context,
            engine,
            clock: systemClock,
            report: (line) => send({ kind: 'summary', line }),
          },
          detached.signal,
        ).catch((error: unknown) => log.error({ err: error }, 'the status line of the unit is not kept'));
      } catch (error) {
        log.error({ err: error }, 'the status cannot be read; hosting goes on without it');
      }
    }
  }

  /** Every client that was let in gets its answer first; a stream has no end of its own. */
  async function close(): Promise<void> {
    service?.endStreams();
    detached.abort();
    await Promise.all([socket?.close(), own?.close(), metrics.close()]);
    service?.close();
    send({ kind: 'closed' });
    port.close();
  }

  /** Subscribers that are connected stay connected. */
  async function admit(group: string): Promise<void> {
    if (group === admitted) return;
    send({ kind: 'listening', warning: await socket?.admit(group) });
    admitted = group;
  }
}

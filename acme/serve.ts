import type { Logger } from 'pino';
import type { Clock } from '../src/host/clock.ts';
import type { RootFiles } from '../src/host/root-files.ts';
import { createNameLookup } from '../src/host/sockets/name-lookup.ts';
import { listenOnPassedSocket } from '../src/host/sockets/passed-socket.ts';
import { secureRequest } from '../src/host/sockets/secure-request.ts';
import { Authorities, type KeyStore } from './authorities.ts';
import { createAcmeHandler } from './handler.ts';

interface ServeAcmeOptions {
  readonly files: Pick<RootFiles, 'read' | 'put'>;
  /** Where the account keys lie, which this process alone can read. */
  readonly stateDir: string;
  readonly user: { readonly uid: number; readonly gid: number };
  readonly log: Logger;
  readonly clock: Clock;
  readonly stop: AbortSignal;
}

/** systemd starts it again with the next request. */
const IDLE_MS = 60_000;

/** Answers until nothing was asked for a while, or `stop` aborts. */
export async function serveAcme({
  files,
  stateDir,
  user,
  log,
  clock,
  stop,
}: ServeAcmeOptions): Promise<void> {
  let open = 0;
  let idle = new AbortController();
  const socket = await listenOnPassedSocket(
    createAcmeHandler({
      authorities: new Authorities({ keys: keysIn(files, stateDir, user), clock, send: secureRequest }),
      lookup: createNameLookup(),
      log,
      onBegin: () => {
        open += 1;
        idle.abort();
      },
      onEnd: () => {
        open -= 1;
        idle.abort();
      },
    }),
  );
  for (;;) {
    idle = new AbortController();
    const since = clock.monotonic();
    await clock.sleep(IDLE_MS, AbortSignal.any([idle.signal, stop]));
    if (stop.aborted) break;
    if (open === 0 && clock.monotonic() - since >= IDLE_MS) break;
  }
  await socket.close();
}

function keysIn(files: ServeAcmeOptions['files'], folder: string, user: ServeAcmeOptions['user']): KeyStore {
  return {
    async read(name) {
      const found = await files.read(`${folder}/${name}`);
      if (found.kind === 'other') throw new Error(`${found.what} is in the place of an account key`);
      return found.kind === 'file' ? found.text : undefined;
    },
    write: (name, text) => files.put([{ path: `${folder}/${name}`, text, mode: 0o600, ...user }]),
  };
}

// An HTTP server on a Unix socket: passed in by systemd, or made by ourselves with the mode that it needs.

import { constants, lstatSync, readFileSync, unlinkSync } from 'node:fs';
import { chmod, chown, mkdir, mkdtemp, rename, rmdir, stat, unlink } from 'node:fs/promises';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { dirname } from 'node:path';
import { CallerBounds, type CallerLimits } from './caller-bounds.ts';
import { closeAfterAnswers } from './close-after-answers.ts';
import { listening } from './listening.ts';
import { peerCredentials } from './peer-credentials.ts';
import { LONGEST_HTTP_HEAD, refuseMethod, rejectMalformedRequest } from './reject-malformed-request.ts';
import { isListening } from './socket-client.ts';
import { socketPath } from './socket-path.ts';

interface UnixSocketOptions {
  readonly path: string;
  /** Permission bits of the socket file. */
  readonly mode: number;
  /** The group that may connect beside root; undefined: root alone. */
  readonly group?: string;
  /** Takes the socket that systemd listens on (sd_listen_fds(3)), where it passed one. */
  readonly activated?: boolean;
  /** What each user but root may take of it; undefined: `CALLER_LIMITS`. */
  readonly limits?: CallerLimits;
  /** How many of its caller's places for answers a request takes; undefined: one each. */
  readonly placesOf?: (request: IncomingMessage) => number;
  /** How long a connection may lie still, unread answers included; undefined: for ever. */
  readonly stillMs?: number;
}

/** Answers a request; returns a promise where that goes on. */
export type AnswerListener = (request: IncomingMessage, response: ServerResponse) => unknown;

export interface UnixSocketServer {
  /** What its operator should know; undefined when all is as it should be. */
  readonly warning: string | undefined;
  /** Without a listener requests wait: a client that started the daemon by connecting gets an answer. */
  handle(listener: AnswerListener | undefined): void;
  /** Lets this group connect, and no other any more. @returns what its operator should know, as `warning` */
  admit(group: string): Promise<string | undefined>;
  /**
   * Accepts no further connection, and ends once those that it has accepted have their answers: the listener is needed
   * until then. Where systemd holds the socket, later clients wait for the next daemon.
   */
  close(): Promise<void>;
}

const FIRST_PASSED_FD = 3;
const MOST_CONNECTIONS = 1000;

export async function listenOnUnixSocket(options: UnixSocketOptions): Promise<UnixSocketServer> {
  let listener: AnswerListener | undefined;
  let closes = false;
  const bounds = new CallerBounds((socket) => peerCredentials(socket)?.uid, options.limits);
  const waiting: Parameters<AnswerListener>[] = [];
  const server = createServer(
    {
      // A request is a line and a few headers, so a client that needs longer to send it is not a real one.
      headersTimeout: 3000,
      requestTimeout: 10_000,
      // How often Node looks for requests that are late.
      connectionsCheckingInterval: 1000,
      keepAliveTimeout: 30_000,
      maxHeaderSize: LONGEST_HTTP_HEAD,
    },
    (request, response) =>
      bounds.answer(request.socket, response, options.placesOf?.(request) ?? 1, () => {
        if (listener !== undefined) return listener(request, response);
        if (closes) refuseLate(response);
        else waiting.push([request, response]);
        return undefined;
      }),
  );
  server.maxConnections = MOST_CONNECTIONS;
  server.on('connection', (socket) => bounds.connected(socket));
  server.setTimeout(options.stillMs ?? 0);
  server.on('clientError', rejectMalformedRequest);
  server.on('connect', (_, socket) => refuseMethod(socket));
  const close = closeAfterAnswers(server);
  const passed = options.activated === true && wasPassed(options.path);
  const warning = passed ? await listenOnPassed(server, options) : await listenOnOwn(server, options);
  return {
    warning,
    handle(next) {
      listener = next;
      if (next !== undefined) for (const request of waiting.splice(0)) next(...request);
    },
    admit: (group) => letIn(options.path, options.mode, group),
    async close() {
      closes = true;
      if (!passed) await unlink(options.path).catch(() => undefined);
      for (const [, response] of waiting.splice(0)) refuseLate(response);
      await close();
    },
  };
}

/** For a request that came too late for this daemon and too early for the next. */
function refuseLate(response: ServerResponse): void {
  response.writeHead(503, { 'retry-after': '1', connection: 'close' }).end();
}

/** A unit that does not know of another `run_dir` listens where no client connects. */
function wasPassed(path: string): boolean {
  if (process.env.LISTEN_PID !== String(process.pid) || !(Number(process.env.LISTEN_FDS) >= 1)) return false;
  return socketPath(FIRST_PASSED_FD) === path;
}

async function listenOnPassed(
  server: Server,
  { path, mode, group }: UnixSocketOptions,
): Promise<string | undefined> {
  await listening(server, () => server.listen({ fd: FIRST_PASSED_FD }));
  return letIn(path, mode, group);
}

async function listenOnOwn(
  server: Server,
  { path, mode, group }: UnixSocketOptions,
): Promise<string | undefined> {
  await mkdir(dirname(path), { recursive: true, mode: 0o755 });
  await removeStale(path);
  // Made where no other user reaches it, and moved once its mode is right, because a thread cannot set the umask.
  const hidden = await mkdtemp(`${path}-`);
  await listening(server, () => server.listen(`${hidden}/socket`));
  const warning = await letIn(`${hidden}/socket`, mode, group);
  await rename(`${hidden}/socket`, path);
  await rmdir(hidden);
  return warning;
}

async function letIn(path: string, mode: number, group: string | undefined): Promise<string | undefined> {
  const gid = group === undefined ? undefined : gidOf(group);
  // Where it is as it should be, a change of its mode would turn members of the group away meanwhile.
  const found = await stat(path);
  if (gid === found.gid && (found.mode & 0o777) === mode) return undefined;
  await chmod(path, mode & ~0o070);
  if (gid === undefined)
    return group === undefined
      ? undefined
      : `there is no group ${group}, so only root can connect; run: groupadd --system ${group}; systemctl restart jopaneld`;
  // Only the group may be another's than ours: -1 leaves the owner.
  await chown(path, -1, gid);
  await chmod(path, mode);
  return undefined;
}

/** A socket without a listener is left over from a daemon that was killed. */
async function removeStale(path: string): Promise<void> {
  const found = lstatSync(path, { throwIfNoEntry: false });
  if (found === undefined) return;
  if ((found.mode & constants.S_IFMT) !== constants.S_IFSOCK)
    throw new Error(`${path} is not a socket; move it away`);
  if (await isListening(path)) throw new Error(`another program listens on ${path}; stop it`);
  unlinkSync(path);
}

function gidOf(group: string): number | undefined {
  const entry = readFileSync('/etc/group', 'utf8')
    .split('\n')
    .find((line) => line.startsWith(`${group}:`));
  const gid = Number(entry?.split(':')[2]);
  return entry !== undefined && Number.isInteger(gid) ? gid : undefined;
}

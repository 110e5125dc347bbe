// Asks an HTTP server on a Unix socket, and follows what it streams.

import { type IncomingMessage, request } from 'node:http';
import { connect } from 'node:net';
import { errorMessage } from '../../model/error-message.ts';

export interface SocketRequest {
  readonly socket: string;
  readonly method?: 'GET' | 'HEAD' | 'POST';
  readonly path: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string;
  /** For the whole of it; a followed stream has none. */
  readonly timeoutMs?: number;
  readonly signal?: AbortSignal;
  /** An answer of more characters is refused; undefined where the other side is trusted with any. */
  readonly largest?: number;
}

/**
 * `absent`: no program listens there. `denied`: the file's mode keeps us out. Anything
 * else that goes wrong on the way is `broken`.
 */
type SocketAnswer =
  | { readonly ok: true; readonly status: number; readonly etag: string | undefined; readonly text: string }
  | { readonly ok: false; readonly why: 'absent' | 'denied' | 'broken'; readonly message: string };

export async function askSocket(wanted: SocketRequest): Promise<SocketAnswer> {
  try {
    const response = await send(wanted, wanted.signal);
    let text = '';
    response.setEncoding('utf8');
    for await (const chunk of response) {
      text += String(chunk);
      if (text.length > (wanted.largest ?? Number.POSITIVE_INFINITY))
        throw new Error('the answer is too large');
    }
    return { ok: true, status: response.statusCode ?? 0, etag: response.headers.etag, text };
  } catch (error) {
    return {
      ok: false,
      why: reasonOf(error),
      message: errorMessage(error),
    };
  }
}

/** Pieces of the answer as they come, until either side ends it. @throws what the connection throws */
export async function* followSocket(wanted: SocketRequest, signal?: AbortSignal): AsyncGenerator<string> {
  const response = await send(wanted, signal);
  response.setEncoding('utf8');
  try {
    for await (const chunk of response) yield String(chunk);
  } catch (error) {
    if (signal?.aborted !== true) throw error;
  } finally {
    response.destroy();
  }
}

/** Whether a process listens there; nothing is asked. */
export function isListening(socket: string): Promise<boolean> {
  return new Promise((resolve) => {
    const probe = connect(socket, () => {
      probe.destroy();
      resolve(true);
    });
    probe.on('error', () => resolve(false));
  });
}

function send(
  { socket, method = 'GET', path, headers = {}, body, timeoutMs }: SocketRequest,
  signal?: AbortSignal,
): Promise<IncomingMessage> {
  return new Promise((resolve, reject) => {
    const options = { socketPath: socket, method, path, headers, agent: false, ...(signal && { signal }) };
    const sent = request(options, resolve);
    if (timeoutMs !== undefined)
      sent.setTimeout(timeoutMs, () => sent.destroy(new Error('there was no answer in time')));
    sent.on('error', reject);
    sent.end(body);
  });
}

function reasonOf(error: unknown): 'absent' | 'denied' | 'broken' {
  const code = error instanceof Error && 'code' in error ? error.code : undefined;
  if (code === 'ENOENT' || code === 'ECONNREFUSED') return 'absent';
  return code === 'EACCES' || code === 'EPERM' ? 'denied' : 'broken';
}

// fetch() over a Unix socket, by Node's own HTTP client: the built-in fetch has no way to name a socket.

import { type IncomingMessage, type RequestOptions, request } from 'node:http';

export type Fetch = (input: Request) => Promise<Response>;

/** @param socketPath such as `/run/jopanel/agent.sock` */
export function unixFetch(socketPath: string): Fetch {
  return async (input) => {
    const { pathname, search } = new URL(input.url);
    const body = input.body === null ? undefined : Buffer.from(await input.arrayBuffer());
    const headers = { ...Object.fromEntries(input.headers), 'content-length': String(body?.length ?? 0) };
    const { method, signal } = input;
    const answer = await send({ socketPath, method, path: pathname + search, headers, signal }, body);
    const fields = Object.entries(answer.headers).map(([name, value]): [string, string] => [
      name,
      String(value),
    ]);
    const chunks: Uint8Array[] = [];
    for await (const chunk of answer) if (chunk instanceof Uint8Array) chunks.push(chunk);
    const text = Buffer.concat(chunks).toString('utf8');
    const status = answer.statusCode ?? 0;
    // A response of these kinds never has a body, and Response refuses even an empty one.
    const hasBody = status !== 204 && status !== 304;
    return new Response(hasBody ? text : null, { status, headers: fields });
  };
}

function send(options: RequestOptions, body: Uint8Array | undefined): Promise<IncomingMessage> {
  return new Promise((resolve, reject) => {
    request(options, resolve).on('error', reject).end(body);
  });
}

// How jopaneld says that orders have changed, and asks how the pools are. Only root reaches it.

import type { IncomingMessage, RequestListener, ServerResponse } from 'node:http';
import { z } from 'zod';
import type { Clock } from '../src/host/clock.ts';
import { answerJson } from '../src/host/sockets/answer-json.ts';
import { readBounded } from '../src/host/sockets/read-bounded.ts';
import { errorMessage } from '../src/model/error-message.ts';
import type { PhpPools } from '../src/model/php-order.ts';
import type { Activator } from './activator.ts';

const Usernames = z.strictObject({ usernames: z.array(z.string()).max(1_000_000) });

const LARGEST_REQUEST = 64 * 1024 * 1024;
/** An answer does not wait longer than this for what hangs: the states say what is not done. */
const PATIENCE_MS = 8000;

export function controlHandler(activator: Activator, clock: Clock): RequestListener {
  return (request, response) => {
    answer(request, response).catch((error: unknown) =>
      answerJson(response, 500, { error: errorMessage(error) }),
    );
  };

  async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    if (request.method === 'GET' && request.url === '/pools') {
      await activator.look();
      return answerJson(response, 200, { pools: activator.states() } satisfies PhpPools);
    }
    if (request.method !== 'POST') return answerJson(response, 405, { error: 'GET /pools, or POST' });
    const body = Usernames.safeParse(JSON.parse(String(await readBounded(request, LARGEST_REQUEST))));
    if (!body.success) return answerJson(response, 400, { error: body.error.message });
    const { usernames } = body.data;
    if (request.url === '/take-up') {
      const done = new AbortController();
      const taken = activator.takeUp(usernames).finally(() => done.abort());
      await Promise.race([taken, clock.sleep(PATIENCE_MS, done.signal)]);
    } else if (request.url === '/pools') {
      await activator.retryRefused(usernames);
      await activator.look();
    } else {
      return answerJson(response, 404, { error: 'POST /take-up or /pools' });
    }
    answerJson(response, 200, { pools: activator.states(usernames) } satisfies PhpPools);
  }
}

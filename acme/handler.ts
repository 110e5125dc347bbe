// What jopaneld asks for, one path each. Every request is whole in itself: nothing of an order is kept here.

import type { IncomingMessage, RequestListener, ServerResponse } from 'node:http';
import type { Logger } from 'pino';
import { z } from 'zod';
import { answerJson } from '../src/host/sockets/answer-json.ts';
import type { NameLookup } from '../src/host/sockets/name-lookup.ts';
import { readBounded } from '../src/host/sockets/read-bounded.ts';
import {
  type AuthorityProblem,
  CheckRequest,
  FinalizeRequest,
  OrderRequest,
  RenewalRequest,
  ValidateRequest,
} from '../src/model/acme/acme-messages.ts';
import { errorMessage } from '../src/model/error-message.ts';
import { tryParseJson } from '../src/model/json/try-parse-json.ts';
import type { Authorities } from './authorities.ts';
import { checkResolvable } from './check-names.ts';
import { finalize, openOrder, validateNames } from './orders.ts';
import { cleaned, ProblemError } from './problems.ts';
import { renewalInfo } from './renewal-info.ts';

interface HandlerOptions {
  readonly authorities: Authorities;
  readonly lookup: NameLookup;
  readonly log: Logger;
  /** Called when a request begins, and when it has ended. */
  readonly onBegin: () => void;
  readonly onEnd: () => void;
}

const LARGEST_REQUEST = 2 * 1024 * 1024;

type Handle = (body: unknown, stop: AbortSignal) => Promise<object>;

export function createAcmeHandler({
  authorities,
  lookup,
  log,
  onBegin,
  onEnd,
}: HandlerOptions): RequestListener {
  const routes: ReadonlyMap<string, Handle> = new Map([
    [
      '/check',
      checked(CheckRequest, async ({ access, names }, stop) => {
        const session = await authorities.session(access);
        const { meta } = await session.directory(stop);
        return checkResolvable(names, { lookup, identities: meta?.caaIdentities ?? [] });
      }),
    ],
    [
      '/order',
      checked(OrderRequest, async (request, stop) =>
        openOrder(await authorities.session(request.access), request, stop),
      ),
    ],
    [
      '/validate',
      checked(ValidateRequest, async ({ access, challenges }, stop) => ({
        failed: await validateNames(await authorities.session(access), challenges, stop),
      })),
    ],
    [
      '/finalize',
      checked(FinalizeRequest, async (request, stop) => ({
        chain: await finalize(await authorities.session(request.access), request, stop),
      })),
    ],
    [
      '/renewal-info',
      checked(RenewalRequest, async ({ access, certificate }, stop) => ({
        info: (await renewalInfo(await authorities.session(access), certificate, stop)) ?? null,
      })),
    ],
  ]);

  return (request, response) => {
    onBegin();
    void answer(request, response).finally(onEnd);
  };

  async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const stop = new AbortController();
    response.on('close', () => stop.abort());
    try {
      const handle = routes.get(request.url ?? '');
      if (request.method !== 'POST' || handle === undefined)
        return answerJson(response, 404, refused('no such request'));
      const body = await readBounded(request, LARGEST_REQUEST);
      if (body === undefined) throw new Error('the request is too large');
      answerJson(response, 200, await handle(tryParseJson(String(body)), stop.signal));
    } catch (error) {
      if (stop.signal.aborted) return;
      if (!(error instanceof ProblemError)) log.error({ err: error, path: request.url }, 'a request failed');
      else log.warn({ path: request.url, ...error.problem }, 'an authority did not do as asked');
      answerJson(response, 502, error instanceof ProblemError ? error.problem : refused(errorMessage(error)));
    }
  }
}

function checked<Schema extends z.ZodType>(
  schema: Schema,
  handle: (request: z.output<Schema>, stop: AbortSignal) => Promise<object>,
): Handle {
  return async (body, stop) => {
    const parsed = schema.safeParse(body);
    if (!parsed.success) throw new ProblemError(refused(z.prettifyError(parsed.error)));
    return handle(parsed.data, stop);
  };
}

function refused(message: string): AuthorityProblem {
  return { fault: 'unavailable', message: cleaned(message), failed: [] };
}

// An order from its beginning to the chain (RFC 8555, section 7.4), in the three steps that jopaneld asks for.

import { z } from 'zod';
import type { SecureAnswer } from '../src/host/sockets/secure-request.ts';
import type {
  Challenge,
  FailedName,
  FinalizeRequest,
  OpenOrder,
  OrderRequest,
} from '../src/model/acme/acme-messages.ts';
import { tryParseJson } from '../src/model/json/try-parse-json.ts';
import { thumbprint } from './jws.ts';
import { AuthorityProblemDocument, ProblemError, retryAfter, unavailable, wordsOf } from './problems.ts';
import type { AcmeSession } from './session.ts';

const Url = z.url({ protocol: /^https$/ }).max(2000);
const Order = z.object({
  status: z.string(),
  authorizations: z.array(Url).max(100),
  finalize: Url,
  certificate: Url.optional(),
  error: AuthorityProblemDocument.optional(),
});
type Order = z.infer<typeof Order>;

const Authorization = z.object({
  status: z.string(),
  identifier: z.object({ value: z.string().max(253) }),
  challenges: z
    .array(
      z.object({
        type: z.string(),
        url: Url,
        status: z.string().optional(),
        token: z
          .string()
          .regex(/^[A-Za-z0-9_-]{16,128}$/)
          .optional(),
        error: AuthorityProblemDocument.optional(),
      }),
    )
    .max(20),
});
type Authorization = z.infer<typeof Authorization>;

/** How long an authority may take for its part of a step. */
const PATIENCE_MS = 240_000;
const FIRST_POLL_MS = 250;
const LONGEST_POLL_MS = 5000;

/** @throws ProblemError */
export async function openOrder(
  session: AcmeSession,
  request: OrderRequest,
  stop: AbortSignal,
): Promise<OpenOrder> {
  const { answer, order } = await newOrder(session, request, stop);
  const url = Url.safeParse(answer.headers.get('location'));
  if (!url.success) throw unavailable('the authority opened an order and did not say where');
  const challenges: Challenge[] = [];
  for (const authorization of order.authorizations) {
    const found = await read(session, authorization, Authorization, stop);
    const challenge = challengeOf(session, authorization, found);
    if (challenge !== undefined) challenges.push(challenge);
  }
  return { url: url.data, finalize: order.finalize, challenges };
}

async function newOrder(
  session: AcmeSession,
  { names, profile, replaces }: OrderRequest,
  stop: AbortSignal,
): Promise<{ readonly answer: SecureAnswer; readonly order: Order }> {
  const { newOrder: url, renewalInfo, meta } = await session.directory(stop);
  const profiles = meta?.profiles;
  if (profile !== undefined && profiles !== undefined && !Object.hasOwn(profiles, profile)) {
    const known = Object.keys(profiles).join(', ');
    throw new ProblemError({
      fault: 'refused',
      message: `the authority has no profile ${profile}; set acme.profile to one of ${known}`,
      failed: [],
    });
  }
  const identifiers = names.map((value) => ({ type: 'dns', value }));
  const plain = { identifiers, ...(profile === undefined ? {} : { profile }) };
  const payload = { ...plain, ...(replaces === undefined || renewalInfo === undefined ? {} : { replaces }) };
  try {
    return await sent(payload);
  } catch (error) {
    // What was replaced already, or is another account's, can still be ordered again.
    const isAboutReplacing =
      error instanceof ProblemError &&
      'replaces' in payload &&
      ['alreadyReplaced', 'malformed', 'unauthorized'].includes(error.type);
    if (!isAboutReplacing) throw error;
    return sent(plain);
  }

  async function sent(content: object) {
    const answer = await session.post(url, content, stop);
    return { answer, order: parsed(answer, Order) };
  }
}

/** @returns undefined where the name is valid already. @throws ProblemError */
function challengeOf(session: AcmeSession, url: string, found: Authorization): Challenge | undefined {
  const name = found.identifier.value;
  if (found.status === 'valid') return undefined;
  const challenge = found.challenges.find(({ type }) => type === 'http-01');
  if (found.status !== 'pending' || challenge?.token === undefined) {
    const why =
      found.status === 'pending'
        ? 'the authority offers no challenge by HTTP for this name'
        : `the authorization of the name is ${found.status}`;
    throw new ProblemError({ fault: 'refused', message: why, failed: [{ name, why }] });
  }
  const { token } = challenge;
  return {
    name,
    url: challenge.url,
    authorization: url,
    token,
    answer: `${token}.${thumbprint(session.key)}`,
  };
}

/** Has all challenges looked at, side by side. @returns those that failed. @throws ProblemError */
export async function validateNames(
  session: AcmeSession,
  challenges: readonly Challenge[],
  stop: AbortSignal,
): Promise<FailedName[]> {
  for (const { url } of challenges) await session.post(url, {}, stop);
  const deadline = session.clock.monotonic() + PATIENCE_MS;
  const failed: FailedName[] = [];
  for (const { name, authorization } of challenges) {
    const found = await settled(session, authorization, Authorization, deadline, stop);
    if (found.status === 'valid') continue;
    const error = found.challenges.find((each) => each.error !== undefined)?.error;
    const why = error === undefined ? `the authorization is ${found.status}` : wordsOf(error);
    failed.push({ name, why });
  }
  return failed;
}

/** @returns the chain in PEM form. @throws ProblemError */
export async function finalize(
  session: AcmeSession,
  { order, csr }: FinalizeRequest,
  stop: AbortSignal,
): Promise<string> {
  const deadline = session.clock.monotonic() + PATIENCE_MS;
  // Right after the last validation an order may still be pending.
  const ready = await settled(session, order.url, Order, deadline, stop, ['pending']);
  if (ready.status === 'ready') await session.post(order.finalize, { csr }, stop);
  const issued = await settled(session, order.url, Order, deadline, stop, ['ready', 'processing']);
  if (issued.status !== 'valid' || issued.certificate === undefined) {
    const why = issued.error === undefined ? `the order is ${issued.status}` : wordsOf(issued.error);
    throw new ProblemError({ fault: 'refused', message: why, failed: [] });
  }
  return (await session.post(issued.certificate, undefined, stop)).text;
}

/** Asks until the status is one that stays. @throws ProblemError */
async function settled<Value extends { readonly status: string }>(
  session: AcmeSession,
  url: string,
  schema: z.ZodType<Value>,
  deadline: number,
  stop: AbortSignal,
  open: readonly string[] = ['pending', 'processing'],
): Promise<Value> {
  for (let wait = FIRST_POLL_MS; ; wait = Math.min(wait * 2, LONGEST_POLL_MS)) {
    const answer = await session.post(url, undefined, stop);
    const value = parsed(answer, schema);
    if (!open.includes(value.status)) return value;
    const asked = retryAfter(answer, session.clock.now());
    const pause = Math.min(Math.max(wait, asked ?? 0), 60_000);
    if (session.clock.monotonic() + pause > deadline)
      throw unavailable(`the authority did not come to an end within ${PATIENCE_MS / 1000} s`);
    await session.clock.sleep(pause, stop);
    if (stop.aborted) throw unavailable('it was stopped');
  }
}

async function read<Value>(
  session: AcmeSession,
  url: string,
  schema: z.ZodType<Value>,
  stop: AbortSignal,
): Promise<Value> {
  return parsed(await session.post(url, undefined, stop), schema);
}

function parsed<Value>({ text }: SecureAnswer, schema: z.ZodType<Value>): Value {
  const result = schema.safeParse(tryParseJson(text));
  if (!result.success) throw unavailable('the authority answered nonsense');
  return result.data;
}

import type { KeyObject } from 'node:crypto';
import { z } from 'zod';
import type { Clock } from '../src/host/clock.ts';
import type { SecureAnswer, SecureRequest } from '../src/host/sockets/secure-request.ts';
import type { AuthorityAccess } from '../src/model/acme/acme-messages.ts';
import { errorMessage } from '../src/model/error-message.ts';
import { tryParseJson } from '../src/model/json/try-parse-json.ts';
import { externalBinding, publicJwk, type Signer, signedBody } from './jws.ts';
import { problemOf, unavailable } from './problems.ts';

const Url = z.url({ protocol: /^https$/ }).max(2000);

/** RFC 8555, section 7.1.1; `renewalInfo` is of RFC 9773. */
const Directory = z.object({
  newNonce: Url,
  newAccount: Url,
  newOrder: Url,
  renewalInfo: Url.optional(),
  meta: z
    .object({
      caaIdentities: z.array(z.string().max(253)).max(100).optional(),
      profiles: z.record(z.string(), z.string()).optional(),
    })
    .optional(),
});
type Directory = z.infer<typeof Directory>;

export interface SessionOptions {
  readonly access: AuthorityAccess;
  readonly key: KeyObject;
  readonly clock: Clock;
  send(request: SecureRequest): Promise<SecureAnswer>;
}

const ANSWER_MS = 30_000;
const LARGEST_ANSWER = 512 * 1024;
/** An authority rejects nonces that are old, and pebble some that are not, on purpose. */
const NONCE_TRIES = 8;
const MOST_NONCES = 50;
const DIRECTORY_LASTS_MS = 3_600_000;

/** What one authority has said to us, and who we are there. It is shared by all that is asked of this authority. */
export class AcmeSession {
  readonly key: KeyObject;
  readonly clock: Clock;
  readonly access: AuthorityAccess;
  readonly #send: SessionOptions['send'];
  readonly #nonces: string[] = [];
  #directory: { readonly at: number; readonly value: Promise<Directory> } | undefined;
  #account: Promise<string> | undefined;

  constructor({ access, key, clock, send }: SessionOptions) {
    this.access = access;
    this.key = key;
    this.clock = clock;
    this.#send = send;
  }

  /** @throws ProblemError */
  async directory(stop: AbortSignal): Promise<Directory> {
    const now = this.clock.monotonic();
    if (this.#directory === undefined || now - this.#directory.at > DIRECTORY_LASTS_MS) {
      const value = this.#fetchDirectory(stop);
      this.#directory = { at: now, value };
      value.catch(() => {
        if (this.#directory?.value === value) this.#directory = undefined;
      });
    }
    return this.#directory.value;
  }

  /** A POST by our account. @param payload undefined for a POST-as-GET. @throws ProblemError */
  async post(url: string, payload: object | undefined, stop: AbortSignal): Promise<SecureAnswer> {
    const first = await this.#signed(url, payload, { kid: await this.#kid(stop) }, stop);
    if (first.status < 400) return first;
    const problem = problemOf(first, this.clock.now());
    if (problem.type !== 'accountDoesNotExist') throw problem;
    // The authority has lost it, or is another one by now.
    this.#account = undefined;
    const second = await this.#signed(url, payload, { kid: await this.#kid(stop) }, stop);
    if (second.status < 400) return second;
    throw problemOf(second, this.clock.now());
  }

  /** A plain GET, for what needs no account. @throws ProblemError */
  async get(url: string, stop: AbortSignal): Promise<SecureAnswer> {
    const answer = await this.#request({ method: 'GET', url }, stop);
    if (answer.status !== 200) throw problemOf(answer, this.clock.now());
    return answer;
  }

  async #fetchDirectory(stop: AbortSignal): Promise<Directory> {
    const { directory } = this.access;
    const answer = await this.get(directory, stop);
    const parsed = Directory.safeParse(tryParseJson(answer.text));
    if (!parsed.success) throw unavailable(`${directory} is not the directory of a certificate authority`);
    return parsed.data;
  }

  #kid(stop: AbortSignal): Promise<string> {
    if (this.#account === undefined) {
      const account = this.#register(stop);
      this.#account = account;
      account.catch(() => {
        if (this.#account === account) this.#account = undefined;
      });
    }
    return this.#account;
  }

  /** The same key again is the same account. */
  async #register(stop: AbortSignal): Promise<string> {
    const { newAccount } = await this.directory(stop);
    const { eab, email } = this.access;
    const contact = [`mailto:${email}`];
    const binding = eab && { externalAccountBinding: externalBinding(this.key, { ...eab, url: newAccount }) };
    const payload = { termsOfServiceAgreed: true, contact, ...binding };
    const answer = await this.#signed(newAccount, payload, { jwk: publicJwk(this.key) }, stop);
    if (answer.status >= 400) throw problemOf(answer, this.clock.now());
    const kid = Url.safeParse(answer.headers.get('location'));
    if (!kid.success) throw unavailable('the authority made an account and did not say which');
    const known = z.object({ contact: z.array(z.string()).optional() }).safeParse(tryParseJson(answer.text));
    const isOther = known.success && known.data.contact?.[0] !== contact[0];
    if (answer.status === 200 && isOther) await this.#signed(kid.data, { contact }, { kid: kid.data }, stop);
    return kid.data;
  }

  async #signed(
    url: string,
    payload: object | undefined,
    signer: Signer,
    stop: AbortSignal,
  ): Promise<SecureAnswer> {
    for (let tries = 1; ; tries += 1) {
      const nonce = this.#nonces.pop() ?? (await this.#freshNonce(stop));
      const body = signedBody(this.key, signer, { url, nonce, payload });
      const headers = { 'content-type': 'application/jose+json' };
      const answer = await this.#request({ method: 'POST', url, headers, body }, stop);
      const isRejected = answer.status === 400 && problemOf(answer, this.clock.now()).type === 'badNonce';
      if (!isRejected) return answer;
      if (tries === NONCE_TRIES) throw unavailable(`the authority rejected ${tries} nonces of its own`);
    }
  }

  async #freshNonce(stop: AbortSignal): Promise<string> {
    const { newNonce } = await this.directory(stop);
    await this.#request({ method: 'HEAD', url: newNonce }, stop);
    const nonce = this.#nonces.pop();
    if (nonce === undefined) throw unavailable('the authority gave no nonce');
    return nonce;
  }

  async #request(
    request: Pick<SecureRequest, 'method' | 'url' | 'headers' | 'body'>,
    stop: AbortSignal,
  ): Promise<SecureAnswer> {
    if (!Url.safeParse(request.url).success)
      throw unavailable('the authority gave an address that is not https');
    const { ca } = this.access;
    let answer: SecureAnswer;
    try {
      answer = await this.#send({
        ...request,
        headers: { 'user-agent': 'jopanel', ...request.headers },
        ...(ca === undefined ? {} : { ca }),
        timeoutMs: ANSWER_MS,
        largest: LARGEST_ANSWER,
        signal: stop,
      });
    } catch (error) {
      throw unavailable(`${new URL(request.url).host} did not answer: ${errorMessage(error)}`);
    }
    const nonce = answer.headers.get('replay-nonce');
    if (nonce !== undefined && /^[A-Za-z0-9_-]{1,500}$/.test(nonce)) {
      if (this.#nonces.length === MOST_NONCES) this.#nonces.shift();
      this.#nonces.push(nonce);
    }
    return answer;
  }
}

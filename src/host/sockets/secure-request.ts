// One HTTPS request to a server of others, which may be slow, large or hostile: everything is bounded.

import { request } from 'node:https';

export interface SecureRequest {
  readonly method: 'GET' | 'HEAD' | 'POST';
  readonly url: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string;
  /** Roots in PEM form in place of the system's. */
  readonly ca?: string;
  /** For the whole of it. */
  readonly timeoutMs: number;
  readonly largest: number;
  readonly signal: AbortSignal;
}

export interface SecureAnswer {
  readonly status: number;
  /** By lower-case name. */
  readonly headers: ReadonlyMap<string, string>;
  readonly text: string;
}

/** Redirects are not followed. @throws when there is no whole answer */
export async function secureRequest(wanted: SecureRequest): Promise<SecureAnswer> {
  const { method, url, headers = {}, body, ca, timeoutMs, largest } = wanted;
  const timeout = AbortSignal.timeout(timeoutMs);
  const signal = AbortSignal.any([wanted.signal, timeout]);
  try {
    return await new Promise((resolve, reject) => {
      const sent = request(
        url,
        { method, headers, signal, agent: false, ...(ca === undefined ? {} : { ca }) },
        (response) => {
          let text = '';
          response.setEncoding('utf8');
          response.on('data', (part: string) => {
            text += part;
            if (text.length > largest) response.destroy(new Error('the answer is too large'));
          });
          response.on('error', reject);
          response.on('end', () =>
            resolve({
              status: response.statusCode ?? 0,
              headers: new Map(
                Object.entries(response.headers).flatMap(([name, value]) =>
                  value === undefined ? [] : [[name, [value].flat().join(', ')] as const],
                ),
              ),
              text,
            }),
          );
        },
      );
      sent.on('error', reject);
      sent.end(body);
    });
  } catch (error) {
    if (timeout.aborted) throw new Error(`there was no answer within ${timeoutMs / 1000} s`);
    throw error;
  }
}

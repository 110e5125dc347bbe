// When an authority wants a certificate to be renewed (RFC 9773).

import { z } from 'zod';
import { parseTime } from '../src/host/clock.ts';
import type { RenewalInfo } from '../src/model/acme/acme-messages.ts';
import { tryParseJson } from '../src/model/json/try-parse-json.ts';
import { retryAfter, unavailable } from './problems.ts';
import type { AcmeSession } from './session.ts';

const Answer = z.object({
  suggestedWindow: z.object({ start: z.string().max(100), end: z.string().max(100) }),
  explanationURL: z
    .url({ protocol: /^https?$/ })
    .max(2000)
    .optional()
    .catch(undefined),
});

/** Where the authority says nothing: twice a day. */
const DEFAULT_RETRY_MS = 6 * 3_600_000;

/** @returns undefined where the authority has no such information. @throws ProblemError */
export async function renewalInfo(
  session: AcmeSession,
  certificate: string,
  stop: AbortSignal,
): Promise<RenewalInfo | undefined> {
  const { renewalInfo: base } = await session.directory(stop);
  if (base === undefined) return undefined;
  const answer = await session.get(`${base.replace(/\/$/, '')}/${certificate}`, stop);
  const parsed = Answer.safeParse(tryParseJson(answer.text));
  const start = parsed.success ? parseTime(parsed.data.suggestedWindow.start) : undefined;
  const end = parsed.success ? parseTime(parsed.data.suggestedWindow.end) : undefined;
  if (!parsed.success || start === undefined || end === undefined || end <= start)
    throw unavailable('the authority answered nonsense about a renewal');
  const explanation = parsed.data.explanationURL;
  return {
    start,
    end,
    retryAfterMs: retryAfter(answer, session.clock.now()) ?? DEFAULT_RETRY_MS,
    ...(explanation === undefined ? {} : { explanation }),
  };
}

// What came of a cron job the last time that it ran, as its runner notes it.

import { z } from 'zod';

export const CronResult = z.object({
  /** In seconds since 1970. */
  began: z.coerce.number().int().nonnegative(),
  /** How long it took. */
  seconds: z.coerce.number().int().nonnegative(),
  /** systemd's own word, such as `success`, `exit-code`, `signal` or `oom-kill`; `not-started` before there was a process. */
  result: z.string().regex(/^[a-z-]{1,32}$/),
  /** The exit status of the program, or the signal that ended it. */
  status: z.coerce.number().int().nonnegative(),
  /** The end of what it said, when it failed. */
  output: z.string(),
});
export type CronResult = z.infer<typeof CronResult>;

/** Parses lines of `key=value`, and after an empty line the output. @returns undefined for anything else */
export function parseCronResult(text: string): CronResult | undefined {
  const [head = '', ...rest] = text.split('\n\n');
  const values = head.split('\n').map((line): [string, string] => {
    const at = line.indexOf('=');
    return [line.slice(0, at), line.slice(at + 1)];
  });
  const parsed = CronResult.safeParse({ ...Object.fromEntries(values), output: rest.join('\n\n').trim() });
  return parsed.success ? parsed.data : undefined;
}

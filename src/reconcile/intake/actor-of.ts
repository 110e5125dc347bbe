// Who made a change, as meta.json says it: people for whom a tool writes that down, and panels.
import type { MetaFile } from '../../model/files/meta-file.ts';
import { epochMsOf } from '../../model/values/timestamp.ts';

/** Tools write the time in whole seconds, and the files right after. */
const SLACK_MS = 5000;

/**
 * Undefined when it is not known: files that were written at another time than meta.json names were written by someone else.
 *
 * @param changedAtMs when the files were last written to
 */
export function actorOf(meta: MetaFile | undefined, changedAtMs: number): string | undefined {
  const { last_actor, last_time } = meta?.audit ?? {};
  if (!last_actor || !last_time) return undefined;
  return Math.abs(changedAtMs - epochMsOf(last_time)) <= SLACK_MS ? last_actor : undefined;
}

// Who made a change, as meta.json says it: people for whom a tool writes that down, and panels.
import type { MetaFile } from '../../model/files/meta-file.ts';
import { epochMsOf } from '../../model/values/timestamp.ts';

/** Tools write the time in whole seconds, and the files right after. */
const SLACK_MS = 5000;
/** They rename meta.json and the other files into place one right after the other. */
const TOGETHER_MS = 50;

interface WrittenAt {
  /** When the files were last written to, in milliseconds since 1970. */
  readonly changedAtMs: number;
  /** How long after the other files meta.json was written; undefined without meta.json. */
  readonly metaAfterMs: number | undefined;
}

/**
 * Undefined when it is not known. What meta.json says is said of the files that were written together with it: a later
 * edit by hand leaves no name, and must not get that of the change before it.
 */
export function actorOf(
  meta: MetaFile | undefined,
  { changedAtMs, metaAfterMs }: WrittenAt,
): string | undefined {
  const { last_actor, last_time } = meta?.audit ?? {};
  if (!last_actor || !last_time || metaAfterMs === undefined) return undefined;
  // The files of a new account are written one by one; later on, meta.json alone is written once a revision is applied.
  const isNew = meta?.last_applied_revision == null;
  if (metaAfterMs < -TOGETHER_MS || (metaAfterMs > TOGETHER_MS && !isNew)) return undefined;
  return Math.abs(changedAtMs - epochMsOf(last_time)) <= SLACK_MS ? last_actor : undefined;
}

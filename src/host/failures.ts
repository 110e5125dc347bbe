/** What went wrong, by the name or path it went wrong for; nothing for what succeeded. */
export type Failures = ReadonlyMap<string, string>;

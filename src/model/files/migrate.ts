// The one place where a file of an older form becomes the current one, before its schema sees it.
// There is only one form so far. A second one adds its step here and its number to SUPPORTED_VERSIONS;
// the revision stays a hash over what is written, not over what it was migrated to.

export function migrate(value: unknown): unknown {
  return value;
}

/**
 * The journal that all processes of accounts log to (journald.conf(5), "journal namespaces"): what they write, and
 * however much, is kept apart from the log of the host. Read it with `journalctl --namespace=jopanel`.
 */
export const LOG_NAMESPACE = 'jopanel';

/**
 * What an account's own programs have no use for. By the first two, entries of any length get past the limits of the log for
 * lines of standard output; messages to the third keep systemd itself busy.
 */
export const UNREACHABLE_SOCKETS =
  '-/run/systemd/journal/socket -/run/systemd/journal/dev-log -/run/systemd/notify';

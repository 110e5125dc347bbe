/**
 * The journal that all processes of accounts log to (journald.conf(5), "journal namespaces"): what they write, and
 * however much, is kept apart from the log of the host. Read it with `journalctl --namespace=jopanel`.
 */
export const LOG_NAMESPACE = 'jopanel';

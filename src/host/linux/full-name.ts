/**
 * The host's name with its domain, as `hostname -f` finds it in /etc/hosts: Debian's installer sets only the short
 * one with hostname(1).
 */
export function fullName(hostname: string, hosts: string): string {
  if (hostname.includes('.')) return hostname;
  for (const line of hosts.split('\n')) {
    const [, ...names] = line.replace(/#.*/, '').trim().split(/\s+/);
    const full = names.find((name) => name.toLowerCase().startsWith(`${hostname.toLowerCase()}.`));
    if (full !== undefined) return full;
  }
  return hostname;
}

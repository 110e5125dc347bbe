// Until steps had an item of their own, drift and contests were known by the sentence that a step was shown with.
// Journals written then still hold these sentences, as the releases up to 0.1.0 worded them. This list never grows.

interface FormerSentence {
  readonly resource: string;
  readonly sentence: RegExp;
  /** With `$1` for the first group. */
  readonly item: string;
}

const FORMER_SENTENCES: readonly FormerSentence[] = [
  { resource: 'linux-user', sentence: /^set the (shell|comment|password) of .*$/, item: '$1' },
  { resource: 'linux-user', sentence: /^take back the password of .*$/, item: 'password' },
  { resource: 'linux-user', sentence: /^(?:un)?lock the user .*$/, item: 'lock' },
  { resource: 'linux-user', sentence: /^end the processes of .*$/, item: 'processes' },
  { resource: 'linux-user', sentence: /^(?:create|adopt|delete) the (user|group) .*$/, item: '$1' },
  { resource: 'home', sentence: /^make .* in \/.*$/, item: 'folders' },
  { resource: 'home', sentence: /^(?:make|adopt|archive) .*$/, item: 'home' },
  { resource: 'home', sentence: /^give .* with mode .*$/, item: 'home-mode' },
  { resource: 'home', sentence: /^let .* pass through .*$/, item: 'home-acl' },
  { resource: 'home', sentence: /^remove what was .*$/, item: 'archived-home' },
  { resource: 'disk-quota', sentence: /^(?:lift the disk quota of|limit) .*$/, item: 'quota' },
  { resource: 'user-slice', sentence: /^let systemd read the limits of (\S+)$/, item: '$1' },
  { resource: 'cron-access', sentence: /^(?:write|take) \S+ (?:into|out of) (\S+)$/, item: '$1' },
  { resource: 'cron-access', sentence: /^(?:set|put|remove) the crontab of .*$/, item: 'crontab' },
  { resource: 'ftp-access', sentence: /^let \S+ in by FTP(?: no more)?$/, item: 'login' },
  { resource: 'node-app', sentence: /^(?:write|change) (\/.*)$/, item: '$1' },
  { resource: 'node-app', sentence: /^let systemd read the units of .*$/, item: 'units' },
  { resource: 'nginx-vhost', sentence: /^(?:make|remove) (\/.*)$/, item: '$1' },
  { resource: 'sshd-match', sentence: /^(?:let sshd give|take \S+ out of sshd's) .*$/, item: 'match-block' },
];

const UNIT = /jopanel-\S+?\.service/g;

/** The item of a step by what the journal has for it; anything but a former sentence is given back as it is. */
export function currentItem(resource: string, item: string): string {
  for (const former of FORMER_SENTENCES) {
    if (former.resource === resource && former.sentence.test(item))
      return item.replace(former.sentence, former.item);
  }
  if (resource === 'node-app' && /^(?:start|restart|enable|stop and remove) /.test(item)) {
    const units = item.match(UNIT) ?? [];
    return units.length === 0 ? item : [...new Set(units)].sort().join(' ');
  }
  return item;
}

import type { SshdSettings } from '../../../src/host/services.ts';

/** What `sshd -T -C user=…` would say with these files. */
export function sshdSettingsOf(files: ReadonlyMap<string, string>, user: string): SshdSettings {
  const settings = new Map([
    ['permitrootlogin', 'no'],
    ['pubkeyauthentication', 'yes'],
    ['passwordauthentication', 'yes'],
    ['forcecommand', 'none'],
    ['chrootdirectory', 'none'],
    ['denyusers', ''],
  ]);
  const decided = new Set<string>();
  const matches: string[] = [];
  for (const path of [...files.keys()].sort()) {
    let applies = true;
    for (const line of (files.get(path) ?? '').split('\n')) {
      const [keyword = '', ...rest] = line.trim().split(' ');
      if (keyword === '' || keyword.startsWith('#')) continue;
      if (keyword === 'Match') {
        matches.push(rest.join(' '));
        applies = rest[0] === 'User' && (rest[1] ?? '').split(',').includes(user);
        continue;
      }
      // The first value that applies is the one that counts.
      if (!applies || decided.has(keyword.toLowerCase())) continue;
      decided.add(keyword.toLowerCase());
      settings.set(keyword.toLowerCase(), rest.join(' '));
    }
  }
  return { text: [...settings].map(([keyword, value]) => `${keyword} ${value}`).join('\n'), matches };
}

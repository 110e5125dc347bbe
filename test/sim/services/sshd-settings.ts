import type { CommandOutput } from '../../../src/host/services.ts';

/** What `sshd -T -ddd -C user=…` prints with these files. */
export function answerQuery(files: ReadonlyMap<string, string>, argv: readonly string[]): CommandOutput {
  const user = /user=([^,]+)/.exec(argv.at(-1) ?? '')?.[1] ?? '';
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
  return {
    stdout: [...settings].map(([keyword, value]) => `${keyword} ${value}`).join('\n'),
    stderr: matches.map((criteria) => `debug3: checking match for '${criteria}' user ${user}\n`).join(''),
  };
}

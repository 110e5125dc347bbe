import type { NginxStatement } from '../../model/nginx-config.ts';
import type { NginxFacts } from '../machine-facts.ts';
import { NGINX_MAIN, operatorsNginx } from './nginx-files.ts';
import { serverNamesOf } from './nginx-server-names.ts';
import { isAtLeast, nginxBuild } from './nginx-version.ts';
import { passwdEntries } from './passwd-entries.ts';

const ONCE_ONLY = ['server_names_hash_max_size', 'server_names_hash_bucket_size'];

/** What the operator's own configuration says, where ours has to fit in. */
export async function nginxFacts(): Promise<NginxFacts> {
  const files = await operatorsNginx();
  const { version, http3 } = await nginxBuild();
  const main = files.get(NGINX_MAIN) ?? [];
  const user = main.find(({ words }) => words[0] === 'user')?.words[1] ?? 'www-data';
  const directives = new Set([...files.values()].flatMap((each) => each.map(({ words: [name] }) => name)));
  return {
    user,
    gid: await gidOf(user),
    http2: isAtLeast(version, [1, 25, 1]) ? 'directive' : 'parameter',
    http3,
    canRejectHandshake: isAtLeast(version, [1, 19, 4]),
    defaultServer: defaultServerOf('80', files),
    tlsDefaultServer: defaultServerOf('443', files),
    alreadySet: ONCE_ONLY.filter((directive) => directives.has(directive)),
    serverNames: serverNamesOf(files),
  };
}

// The host's own users keep their numbers, and facts are asked for in every wave.
const gids = new Map<string, number>();

async function gidOf(user: string): Promise<number> {
  const known = gids.get(user);
  if (known !== undefined) return known;
  const gid = (await passwdEntries([user])).get(user)?.gid;
  if (gid !== undefined) gids.set(user, gid);
  return gid ?? 0;
}

function defaultServerOf(
  port: string,
  files: ReadonlyMap<string, readonly NginxStatement[]>,
): string | undefined {
  const claims = ({ words: [name, address = '', ...options] }: NginxStatement) =>
    name === 'listen' &&
    (address === port || address.endsWith(`:${port}`)) &&
    (options.includes('default_server') || options.includes('default'));
  return [...files].find(([, statements]) => statements.some(claims))?.[0];
}

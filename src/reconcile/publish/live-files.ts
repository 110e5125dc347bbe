import { SSHD_DROP_IN } from '../../../controllers/sshd-match/desired.ts';
import { fileLimitDropIn, LOGROTATE, NGINX_SHARED } from '../../../services/shared-files.ts';
import type { HostReader } from '../../host/host.ts';
import type { FileChange } from '../../host/root-files.ts';
import type { ServiceName } from '../../host/services.ts';
import { digestOf, sha256 } from '../../model/digest.ts';

/**
 * The digests of jopanel's own live files of each service. A service whose
 * files have another digest than the one it last loaded is owed a reload.
 */
export class LiveFiles {
  readonly #hashes: Map<ServiceName, Map<string, string>>;
  readonly #forgotten = new Set<ServiceName>();

  private constructor(hashes: Map<ServiceName, Map<string, string>>) {
    this.#hashes = hashes;
  }

  static async read(host: HostReader, phpVersions: readonly string[]): Promise<LiveFiles> {
    const hashes = new Map<ServiceName, Map<string, string>>();
    for (const service of servicesOf(phpVersions)) hashes.set(service, await hashesOf(service, host));
    return new LiveFiles(hashes);
  }

  get services(): ServiceName[] {
    return [...this.#hashes.keys()];
  }

  /** The digest once `changes` are live too; without changes, of what is live. */
  digest(service: ServiceName, changes: readonly FileChange[] = []): string {
    const files = new Map(this.#hashes.get(service));
    replace(files, changes);
    const lines = [...files].sort(([a], [b]) => (a < b ? -1 : 1)).map(([path, hash]) => `${hash} ${path}\n`);
    return digestOf(lines.join(''));
  }

  isEmpty(service: ServiceName): boolean {
    return (this.#hashes.get(service)?.size ?? 0) === 0;
  }

  /** To be called when nobody knows what has gone live and what has not. */
  forget(service: ServiceName): void {
    this.#forgotten.add(service);
  }

  /** Reads anew what was forgotten. */
  async recall(service: ServiceName, host: HostReader): Promise<void> {
    if (!this.#forgotten.has(service)) return;
    this.#hashes.set(service, await hashesOf(service, host));
    this.#forgotten.delete(service);
  }

  /** Notices files that another hand has taken away, which the service may still hold what it read in. */
  async noteMissing(service: ServiceName, host: HostReader): Promise<void> {
    const found = new Set(await pathsOf(service, host));
    const files = this.#hashes.get(service);
    for (const path of [...(files?.keys() ?? [])]) if (!found.has(path)) files?.delete(path);
  }

  /** To be called with what has gone live. */
  record(service: ServiceName, changes: readonly FileChange[]): void {
    const files = this.#hashes.get(service) ?? new Map<string, string>();
    this.#hashes.set(service, files);
    replace(files, changes);
  }
}

function servicesOf(phpVersions: readonly string[]): ServiceName[] {
  return [...phpVersions.map((version): ServiceName => `php-fpm@${version}`), 'nginx', 'sshd'];
}

async function hashesOf(service: ServiceName, host: HostReader): Promise<Map<string, string>> {
  const files = new Map<string, string>();
  for (const path of await pathsOf(service, host)) {
    const found = await host.files.read(path);
    if (found.kind === 'file') files.set(path, sha256(found.text));
  }
  return files;
}

async function pathsOf(service: ServiceName, host: HostReader): Promise<string[]> {
  if (service === 'sshd') return [SSHD_DROP_IN];
  if (service === 'nginx') {
    const vhosts = await host.files.list('/etc/nginx/jopanel');
    return [
      NGINX_SHARED,
      LOGROTATE,
      fileLimitDropIn('nginx').path,
      ...vhosts
        .filter((name) => isConfig(name) || isSnippets(name))
        .map((name) => `/etc/nginx/jopanel/${name}`),
    ];
  }
  const version = service.slice('php-fpm@'.length);
  const pools = `/etc/php/${version}/fpm/pool.d`;
  const names = await host.files.list(pools);
  return [
    fileLimitDropIn(`php${version}-fpm`).path,
    ...names.filter((name) => name.startsWith('jopanel') && isConfig(name)).map((name) => `${pools}/${name}`),
  ];
}

function isConfig(name: string): boolean {
  return !name.startsWith('.') && name.endsWith('.conf');
}

function isSnippets(name: string): boolean {
  return !name.startsWith('.') && name.endsWith('.snippets');
}

function replace(files: Map<string, string>, changes: readonly FileChange[]): void {
  for (const { path, text } of changes) {
    if (text === null) files.delete(path);
    else files.set(path, sha256(text));
  }
}

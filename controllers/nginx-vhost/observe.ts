import { type CertificateIndex, indexCertificates } from '../../services/nginx/certificate-index.ts';
import { VHOST_FOLDER } from '../../services/nginx/files.ts';
import type { HostReader } from '../../src/host/host.ts';
import type { FoundFile, Ownership } from '../../src/host/root-files.ts';
import type { Observe, ReconcileContext } from '../controller.ts';
import { readAll } from '../generated-file.ts';
import type { DesiredVhost } from './desired.ts';
import { readSnippets, type SnippetSources } from './snippet-sources.ts';

export interface ObservedVhost {
  readonly file: FoundFile;
  /** The copy of the operator's own lines. */
  readonly snippetsFile: FoundFile;
  /** Those of its sites that are there, by path. */
  readonly passwordFiles: ReadonlyMap<string, FoundFile>;
  readonly sources: SnippetSources;
  readonly certificates: CertificateIndex;
  readonly logDir: Ownership | undefined;
  /** Whether nginx's workers can reach the logs, which they open themselves after a rotation. */
  readonly isLogDirSearchable: boolean;
}

const ABSENT: FoundFile = { kind: 'absent' };

export async function observeVhosts(
  host: HostReader,
  wanted: ReadonlyMap<string, DesiredVhost>,
  context: ReconcileContext,
): Promise<Observe<ObservedVhost>> {
  const all = [...wanted];
  const files = await readAll(
    host,
    all.map(([, { path }]) => path),
  );
  const sources = await readSnippets(
    host,
    new Map(all.map(([name, { snippetsFolder }]) => [name, snippetsFolder])),
  );
  const there = (await host.files.list(VHOST_FOLDER)).map((name) => `${VHOST_FOLDER}/${name}`);
  const copies = await readAll(
    host,
    present(
      there,
      all.map(([, { snippetsPath }]) => snippetsPath),
    ),
  );
  const passwords = await readPasswords(host, there, wanted);
  const certificates = indexCertificates(await host.certificates.all());
  const logDirs = new Map<string, Ownership | undefined>();
  for (const [, { logDir }] of all) logDirs.set(logDir, await host.files.folder(logDir));
  const withLogs = [...logDirs].filter(([, found]) => found !== undefined).map(([path]) => path);
  const searchable = await host.files.searchable(withLogs, context.facts.nginx.user);
  return (username) => {
    const desired = wanted.get(username);
    if (desired === undefined) throw new TypeError(`the sites of ${username} were not observed`);
    return {
      file: files.get(desired.path) ?? ABSENT,
      snippetsFile: copies.get(desired.snippetsPath) ?? ABSENT,
      passwordFiles: passwords.get(username) ?? new Map(),
      sources: sources.get(username) ?? { snippets: [], refused: [] },
      certificates,
      logDir: logDirs.get(desired.logDir),
      isLogDirSearchable: searchable.has(desired.logDir),
    };
  };
}

/** Those of many files, hardly any of which is there. */
function present(there: readonly string[], paths: readonly string[]): string[] {
  const names = new Set(there);
  return paths.filter((path) => names.has(path));
}

/** By username: those that a site has no password for any more, too. */
async function readPasswords(
  host: HostReader,
  there: readonly string[],
  wanted: ReadonlyMap<string, DesiredVhost>,
): Promise<ReadonlyMap<string, ReadonlyMap<string, FoundFile>>> {
  const paths = there.filter((path) => path.endsWith('.passwords'));
  const byUsername = Map.groupBy(paths, (path) => path.slice(VHOST_FOLDER.length + 1).split('.')[0] ?? '');
  const found = new Map<string, ReadonlyMap<string, FoundFile>>();
  for (const [username, own] of byUsername) {
    if (wanted.has(username)) found.set(username, await readAll(host, own));
  }
  return found;
}

import type { FoundCertificate } from '../../src/host/certificates.ts';
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
  readonly sources: SnippetSources;
  /** By the name whose folder they lie in. */
  readonly certificates: ReadonlyMap<string, FoundCertificate>;
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
  const copies = await readAll(
    host,
    await existing(
      host,
      all.map(([, { snippetsPath }]) => snippetsPath),
    ),
  );
  const certificates = await host.certificates.find(all.flatMap(([, { names }]) => names));
  const logDirs = new Map<string, Ownership | undefined>();
  for (const [, { logDir }] of all) logDirs.set(logDir, await host.files.folder(logDir));
  const there = [...logDirs].filter(([, found]) => found !== undefined).map(([path]) => path);
  const searchable = await host.files.searchable(there, context.facts.nginx.user);
  return (username) => {
    const desired = wanted.get(username);
    if (desired === undefined) throw new TypeError(`the sites of ${username} were not observed`);
    return {
      file: files.get(desired.path) ?? ABSENT,
      snippetsFile: copies.get(desired.snippetsPath) ?? ABSENT,
      sources: sources.get(username) ?? { snippets: [], refused: [] },
      certificates,
      logDir: logDirs.get(desired.logDir),
      isLogDirSearchable: searchable.has(desired.logDir),
    };
  };
}

/** Those of many files, hardly any of which is there. */
async function existing(host: HostReader, paths: readonly string[]): Promise<string[]> {
  const there = new Set(
    (await host.files.list('/etc/nginx/jopanel')).map((name) => `/etc/nginx/jopanel/${name}`),
  );
  return paths.filter((path) => there.has(path));
}

import type { Publication, Service } from '../../../services/service.ts';
import type { Host } from '../../host/host.ts';
import type { Journal } from '../../journal/journal.ts';
import type { WaveContext } from '../plan/wave-context.ts';
import { bisectFailures } from './bisect-failures.ts';
import { bisectRejected, type Split } from './bisect-rejected.ts';
import type { CandidateTests } from './candidate-tests.ts';
import { filesToChange } from './files-to-change.ts';
import type { LiveFiles } from './live-files.ts';
import type { ReloadPace } from './reload-pace.ts';

export interface PublishDependencies {
  readonly host: Host;
  readonly journal: Journal;
  readonly liveFiles: LiveFiles;
  readonly reloadPace: ReloadPace;
  readonly candidates: CandidateTests;
  /** Journals what the wave intends. It is called before any file is written. */
  readonly journalIntent: () => void;
}

interface PublishResult {
  /** Publications whose files are live and loaded; all of them where nothing had to change. */
  readonly loaded: readonly Publication[];
  /** Publications that the service's checker rejected, with its output. The last good files of their accounts stay. */
  readonly quarantined: ReadonlyMap<Publication, string>;
  /** Publications whose files could not be written, with the error. The files of the other publications are live. */
  readonly unwritten: ReadonlyMap<Publication, string>;
  /** Why no publication could go live although no account is at fault: the service is down, for instance. */
  readonly notPublishedBecause: string | undefined;
}

/** Whether the service has yet to load what is live. */
function isReloadPending(service: Service, liveFiles: LiveFiles, journal: Journal): boolean {
  return !liveFiles.isEmpty(service) && journal.service(service.name)?.loaded !== liveFiles.digest(service);
}

/**
 * Brings the publications of one service live: the candidate of all of them is
 * tested, their files are renamed into place, and the service reloads once and is
 * seen to run with them. A reload that an earlier wave has left pending is made too.
 *
 * @throws when the service does not load the live files, or a file that all accounts share cannot be written
 */
export async function publish(
  { host, journal, liveFiles, reloadPace, candidates, journalIntent }: PublishDependencies,
  service: Service,
  publications: readonly Publication[],
  context: WaveContext,
): Promise<PublishResult> {
  const { name } = service;
  const filesFor = (some: readonly Publication[]) => filesToChange(service, some, host, context);

  await liveFiles.readIfUnknown(service, host);
  const changes = await filesFor(publications);
  if (changes.length === 0 && !isReloadPending(service, liveFiles, journal))
    return {
      loaded: publications,
      quarantined: new Map(),
      unwritten: new Map(),
      notPublishedBecause: undefined,
    };

  const serviceState = await host.services.state(service);
  if (serviceState.state === 'down') return nothingPublished(serviceState.why);

  const startedAt = host.clock.monotonic();
  const { accepted, rejected, liveConfigRejected } = await testAll();
  if (liveConfigRejected !== undefined) {
    const why = `${name} refuses its configuration even without the changes of any account: ${liveConfigRejected}`;
    return nothingPublished(why);
  }

  const quarantined = new Map(rejected);
  let hasWritten = false;
  const { succeeded, failed } = await bisectFailures(accepted, writeFiles);

  await liveFiles.readIfUnknown(service, host);
  if (hasWritten || isReloadPending(service, liveFiles, journal)) {
    await host.services.reload(service);
    reloadPace.record(startedAt, host.clock.monotonic());
    const data = { service: name, digest: liveFiles.digest(service) };
    journal.append([{ kind: 'service.loaded', account: null, data }]);
  }
  return { loaded: succeeded, quarantined, unwritten: failed, notPublishedBecause: undefined };

  /** Finds the publications that the checker accepts. If it rejects even the live files alone, none is at fault. */
  async function testAll(): Promise<Split<Publication> & { readonly liveConfigRejected?: string }> {
    const result = await candidates.test(service, changes, publications);
    if (result.ok) return { accepted: publications, rejected: new Map() };
    const data = {
      service: name,
      ok: false,
      digest: liveFiles.digest(service, changes),
      output: result.output,
    };
    journal.append([{ kind: 'service.tested', account: null, data }]);
    const withoutAny = await candidates.test(service, await filesFor([]), []);
    if (!withoutAny.ok) return { accepted: [], rejected: new Map(), liveConfigRejected: withoutAny.output };
    return bisectRejected(publications, async (some) => candidates.test(service, await filesFor(some), some));
  }

  /**
   * Writes the files of these publications.
   *
   * @param isSubset whether these are only some of the accepted publications: the checker may reject them alone
   * @returns the publications whose files are live
   */
  async function writeFiles(
    some: readonly Publication[],
    isSubset: boolean,
  ): Promise<readonly Publication[]> {
    await liveFiles.readIfUnknown(service, host);
    const files = some.length === publications.length ? changes : await filesFor(some);
    if (files.length === 0) return some;
    if (isSubset) {
      const result = await candidates.test(service, files, some);
      if (!result.ok) {
        for (const publication of some) quarantined.set(publication, result.output);
        return [];
      }
    }
    journalIntent();
    const data = { service: name, digest: liveFiles.digest(service, files) };
    journal.append([{ kind: 'service.desired', account: null, data }]);
    hasWritten = true;
    try {
      await host.files.put(files);
    } catch (error) {
      liveFiles.forget(service);
      throw error;
    }
    liveFiles.record(service, files);
    return some;
  }

  function nothingPublished(notPublishedBecause: string): PublishResult {
    return { loaded: [], quarantined: new Map(), unwritten: new Map(), notPublishedBecause };
  }
}

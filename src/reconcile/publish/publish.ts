import type { Publication, Service } from '../../../services/service.ts';
import type { Host } from '../../host/host.ts';
import type { Journal } from '../../journal/journal.ts';
import type { WaveContext } from '../plan/wave-context.ts';
import { bisectFailures } from './bisect-failures.ts';
import { bisectRejected, type Split } from './bisect-rejected.ts';
import { filesToChange } from './files-to-change.ts';
import type { LiveFiles } from './live-files.ts';
import type { PretestedCandidates } from './pretested-candidates.ts';
import type { ReloadPace } from './reload-pace.ts';

export interface PublishDependencies {
  readonly host: Host;
  readonly journal: Journal;
  readonly liveFiles: LiveFiles;
  readonly reloadPace: ReloadPace;
  readonly candidates: PretestedCandidates;
  /** Called before anything is written: the journal is to know of it first. */
  readonly journalIntent: () => void;
}

export interface PublishResult {
  /** Publications whose files are live and loaded. */
  readonly loaded: readonly Publication[];
  /** The service rejected what was rendered for the account, with its output. The last good files stay. */
  readonly quarantined: ReadonlyMap<Publication, string>;
  /** Its files could not be written; those of the others are live. */
  readonly unwritten: ReadonlyMap<Publication, string>;
  /** Why no publication could go live, where that is no account's fault: the service is down, for instance. */
  readonly notPublishedBecause: string | undefined;
}

/** Whether the service has yet to load what is live. */
export function isReloadPending(service: Service, liveFiles: LiveFiles, journal: Journal): boolean {
  return !liveFiles.isEmpty(service) && journal.service(service.name)?.loaded !== liveFiles.digest(service);
}

/**
 * Brings the publications of one service live: the whole candidate is tested
 * first, the files are renamed into place, the service reloads once and is seen
 * to run. Also makes a reload that is pending from before.
 *
 * @throws when the service has not loaded what is live, or what all accounts share cannot be written
 */
export async function publish(
  { host, journal, liveFiles, reloadPace, candidates, journalIntent }: PublishDependencies,
  service: Service,
  publications: readonly Publication[],
  context: WaveContext,
): Promise<PublishResult> {
  const { name } = service;
  const filesFor = (items: readonly Publication[]) => filesToChange(service, items, host, context);

  await liveFiles.loadIfUnknown(service, host);
  const changes = await filesFor(publications);
  if (changes.length === 0 && !isReloadPending(service, liveFiles, journal))
    return {
      loaded: publications,
      quarantined: new Map(),
      unwritten: new Map(),
      notPublishedBecause: undefined,
    };

  const state = await host.services.state(service);
  if (state.state === 'down') return nothingPublished(state.why);

  const startedAt = host.clock.monotonic();
  const { accepted, rejected, liveConfigRejected } = await testAll();
  if (liveConfigRejected !== undefined) {
    const why = `${name} refuses its configuration even without the changes of any account: ${liveConfigRejected}`;
    return nothingPublished(why);
  }

  const quarantined = new Map(rejected);
  let hasWritten = false;
  const { succeeded, failed } = await bisectFailures(accepted, place);

  await liveFiles.loadIfUnknown(service, host);
  if (hasWritten || isReloadPending(service, liveFiles, journal)) {
    await host.services.reload(service);
    reloadPace.record(startedAt, host.clock.monotonic());
    const data = { service: name, digest: liveFiles.digest(service) };
    journal.append([{ kind: 'service.loaded', account: null, data }]);
  }
  return { loaded: succeeded, quarantined, unwritten: failed, notPublishedBecause: undefined };

  /** Finds the publications that the service accepts, and whether it accepts what is live without any of them. */
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
    return bisectRejected(publications, async (items) =>
      candidates.test(service, await filesFor(items), items),
    );
  }

  /**
   * Writes the files of these publications.
   *
   * @param isSubset some of what was accepted together: the service may reject it without the rest
   * @returns those that are live
   */
  async function place(items: readonly Publication[], isSubset: boolean): Promise<readonly Publication[]> {
    await liveFiles.loadIfUnknown(service, host);
    const files = items.length === publications.length ? changes : await filesFor(items);
    if (files.length === 0) return items;
    if (isSubset) {
      const result = await candidates.test(service, files, items);
      if (!result.ok) {
        for (const item of items) quarantined.set(item, result.output);
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
    return items;
  }

  function nothingPublished(notPublishedBecause: string): PublishResult {
    return { loaded: [], quarantined: new Map(), unwritten: new Map(), notPublishedBecause };
  }
}

import type { Publication } from '../../../controllers/controller.ts';
import { compose } from '../../../services/compose.ts';
import type { Host } from '../../host/host.ts';
import type { FileChange } from '../../host/root-files.ts';
import type { ServiceName } from '../../host/services.ts';
import type { Journal } from '../../journal/journal.ts';
import type { WaveContext } from '../wave/wave-context.ts';
import { bisectFailures } from './bisect-failures.ts';
import { bisectRejected, type Split } from './bisect-rejected.ts';
import type { LiveFiles } from './live-files.ts';
import type { PretestedCandidates } from './pretested-candidates.ts';
import type { ReloadPace } from './reload-pace.ts';

export interface Publisher {
  readonly host: Host;
  readonly journal: Journal;
  readonly live: LiveFiles;
  readonly pace: ReloadPace;
  readonly verdicts: PretestedCandidates;
  /** Called before anything is written. */
  readonly begin: () => void;
}

export interface Published {
  /** Publications whose files are live and loaded. */
  readonly live: readonly Publication[];
  /** The service refused what was rendered for the account; its words. The last good files stay. */
  readonly quarantined: ReadonlyMap<Publication, string>;
  /** Its files could not be written; those of the others are live. */
  readonly unwritten: ReadonlyMap<Publication, string>;
  /** Why nobody's publications could go live, where that is no account's fault: the service is down, for instance. */
  readonly unserved: Unserved | undefined;
}

export interface Unserved {
  readonly why: string;
  /** The service does not run at all, and so holds nothing that another could want. */
  readonly isDown: boolean;
}

/** Whether the service has yet to load what is live. */
export function isOwed(service: ServiceName, live: LiveFiles, journal: Journal): boolean {
  return !live.isEmpty(service) && journal.service(service)?.loaded !== live.digest(service);
}

/**
 * Brings the publications of one service live: the whole candidate is tested
 * first, the files are renamed into place, the service reloads once and is seen
 * to run. Also pays a reload that is owed from before.
 *
 * @throws when the service has not loaded what is live, or what all accounts share cannot be written
 */
export async function publish(
  { host, journal, live, pace, verdicts, begin }: Publisher,
  service: ServiceName,
  publications: readonly Publication[],
  context: WaveContext,
): Promise<Published> {
  await live.recall(service, host);
  const filesFor = (items: readonly Publication[]) => compose(service, items, host, context);
  const changes = await filesFor(publications);
  if (changes.length === 0 && !isOwed(service, live, journal))
    return { live: publications, quarantined: new Map(), unwritten: new Map(), unserved: undefined };

  const state = await host.services.state(service);
  if (state.state === 'down') return nobody({ why: state.why, isDown: true });

  const startedAt = host.clock.now();
  const { accepted, refused, brokenBefore } = await testAll();
  if (brokenBefore !== undefined) {
    const why = `${service} refuses its configuration as it stands, without any change: ${brokenBefore}`;
    return nobody({ why, isDown: false });
  }
  const quarantined = new Map(refused);
  let hasWritten = false;
  const { placed, unwritten } = await bisectFailures(accepted, place);
  if (hasWritten || isOwed(service, live, journal)) {
    await host.services.reload(service);
    pace.record(host.clock.now() - startedAt, host.clock.now());
    journal.append([
      {
        kind: 'service.loaded',
        account: null,
        data: { service, digest: live.digest(service) },
      },
    ]);
  }
  return { live: placed, quarantined, unwritten, unserved: undefined };

  /** @returns those that are live; of some of them the service may think otherwise when they come without the rest */
  async function place(items: readonly Publication[], isPart: boolean): Promise<readonly Publication[]> {
    const files = items.length === publications.length ? changes : await filesFor(items);
    if (files.length === 0) return items;
    if (isPart) {
      const verdict = await verdicts.of(service, files, items);
      if (!verdict.ok) {
        for (const item of items) quarantined.set(item, verdict.output);
        return [];
      }
    }
    begin();
    journal.append([
      { kind: 'service.desired', account: null, data: { service, digest: live.digest(service, files) } },
    ]);
    hasWritten = true;
    try {
      await host.files.put(files);
      live.record(service, files);
      return items;
    } catch (error) {
      live.forget(service);
      await live.recall(service, host);
      throw error;
    }
  }

  function nobody(unserved: Unserved): Published {
    return { live: [], quarantined: new Map(), unwritten: new Map(), unserved };
  }

  async function testAll(): Promise<Split<Publication> & { readonly brokenBefore?: string }> {
    const verdict = await verdicts.of(service, changes, publications);
    if (verdict.ok) return { accepted: publications, refused: new Map() };
    record(verdict.output, changes);
    const before = await verdicts.of(service, await filesFor([]), []);
    if (!before.ok) return { accepted: [], refused: new Map(), brokenBefore: before.output };
    return bisectRejected(publications, async (items) => verdicts.of(service, await filesFor(items), items));
  }

  function record(output: string, files: readonly FileChange[]): void {
    const digest = live.digest(service, files);
    journal.append([{ kind: 'service.tested', account: null, data: { service, ok: false, digest, output } }]);
  }
}

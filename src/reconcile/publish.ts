import type { Publication } from '../../controllers/controller.ts';
import type { FileChange, Host, ServiceName, Verdict } from '../host/host.ts';
import type { Journal } from '../journal/journal.ts';
import { compose } from './compose/compose.ts';
import { findAcceptable, type Split } from './find-acceptable.ts';
import type { LiveFiles } from './live-files.ts';
import type { ReloadPace } from './reload-pace.ts';
import { checkSshdSettings } from './sshd-settings.ts';
import type { WaveSurroundings } from './surroundings.ts';

export interface Publisher {
  readonly host: Host;
  readonly journal: Journal;
  readonly live: LiveFiles;
  readonly pace: ReloadPace;
}

export interface Published {
  /** Publications whose files are live and loaded. */
  readonly live: readonly Publication[];
  /** The service refused what was rendered for the account; its words. The last good files stay. */
  readonly quarantined: ReadonlyMap<Publication, string>;
  /** Why nobody's publications could go live, where that is no account's fault: the service is down, for instance. */
  readonly unserved: string | undefined;
}

/**
 * Brings the publications of one service live: the whole candidate is tested
 * first, the files are renamed into place, the service reloads once and is seen
 * to run. Also pays a reload that is owed from before.
 */
export async function publish(
  { host, journal, live, pace }: Publisher,
  service: ServiceName,
  publications: readonly Publication[],
  surroundings: WaveSurroundings,
): Promise<Published> {
  const filesFor = (items: readonly Publication[]) => compose(service, items, host, surroundings);
  const changes = await filesFor(publications);
  if (changes.length === 0 && !isOwed())
    return { live: publications, quarantined: new Map(), unserved: undefined };

  const state = await host.services.state(service);
  if (state.state === 'down') return nobody(state.why);

  const startedAt = host.clock.now();
  const { accepted, refused, brokenBefore } = await testAll();
  if (brokenBefore !== undefined) {
    return nobody(`${service} refuses its configuration as it stands, without any change: ${brokenBefore}`);
  }
  const accepting = refused.size === 0 ? changes : await filesFor(accepted);
  if (accepting.length > 0) {
    journal.append([
      { kind: 'service.desired', account: null, data: { service, digest: live.digest(service, accepting) } },
    ]);
    await host.files.put(accepting);
    live.record(service, accepting);
  }
  if (accepting.length > 0 || isOwed()) {
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
  return { live: accepted, quarantined: refused, unserved: undefined };

  function isOwed(): boolean {
    if (live.isEmpty(service)) return false;
    return journal.service(service)?.loaded !== live.digest(service);
  }

  function nobody(unserved: string): Published {
    return { live: [], quarantined: new Map(), unserved };
  }

  async function testAll(): Promise<Split<Publication> & { readonly brokenBefore?: string }> {
    const verdict = await test(changes, publications);
    if (verdict.ok) return { accepted: publications, refused: new Map() };
    record(verdict.output, changes);
    const before = await test(await filesFor([]), []);
    if (!before.ok) return { accepted: [], refused: new Map(), brokenBefore: before.output };
    return findAcceptable(publications, async (items) => test(await filesFor(items), items));
  }

  async function test(files: readonly FileChange[], items: readonly Publication[]): Promise<Verdict> {
    const verdict = await host.services.test(service, files);
    if (!verdict.ok || service !== 'sshd') return verdict;
    return checkSshdSettings(host, files, items);
  }

  function record(output: string, files: readonly FileChange[]): void {
    const digest = live.digest(service, files);
    journal.append([{ kind: 'service.tested', account: null, data: { service, ok: false, digest, output } }]);
  }
}

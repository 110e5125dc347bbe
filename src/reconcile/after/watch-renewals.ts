import PQueue from 'p-queue';
import { AuthorityError, type CertificateAuthority } from '../../host/certificate-authority.ts';
import type { Certificate, CertificatesReader, StoredCertificate } from '../../host/certificates.ts';
import type { Clock } from '../../host/clock.ts';
import type { RootFiles } from '../../host/root-files.ts';
import type { AuthorityAccess } from '../../model/acme/acme-messages.ts';
import { RENEWAL_NOTE, type RenewalNote } from '../../model/acme/stored-certificate.ts';

const EVERY_MS = 60_000;
const AT_ONCE = 4;
const MOST_IN_A_ROUND = 200;
/** RFC 9773 lets an authority say how often it wants to be asked; within these bounds it is heeded. */
const LEAST_MS = 600_000;
const MOST_MS = 12 * 3_600_000;
const AFTER_A_FAILURE_MS = 3_600_000;

interface RenewalWatch {
  readonly authority: Pick<CertificateAuthority, 'available' | 'renewalInfo'>;
  /** @throws when a file that it needs cannot be read */
  readonly access: () => Promise<AuthorityAccess>;
  readonly certificates: CertificatesReader;
  readonly files: Pick<RootFiles, 'put'>;
  readonly clock: Clock;
  /** Called for a site whose certificate is to be renewed by now. */
  readonly onDue: (site: string) => void;
  readonly onError: (error: unknown) => void;
}

type Stored = Certificate & { readonly stored: StoredCertificate };

/**
 * Asks the authority twice a day, or as often as it says, when it wants each certificate to be renewed (RFC 9773), until
 * `stop` aborts. The answer lies beside the certificate, so a restart asks nothing twice. It is no step of a wave: nothing
 * on the host follows from it until the time has come.
 */
export async function watchRenewals(watch: RenewalWatch, stop: AbortSignal): Promise<void> {
  const { authority, certificates, clock, files } = watch;
  /** By the path of the chain: when one that failed is asked for again, by the wall clock. */
  const failed = new Map<string, number>();
  while (!stop.aborted) {
    if (authority.available.ok) await round().catch(watch.onError);
    await clock.sleep(EVERY_MS, stop);
  }

  async function round(): Promise<void> {
    const now = clock.now();
    const newest = new Map<string, Stored>();
    for (const each of await certificates.all()) {
      if (each.usable && each.stored !== undefined && each.validity === 'valid')
        newest.set(each.stored.site, { ...each, stored: each.stored });
    }
    const next = [...newest.values()].filter(
      ({ chain, stored: { id, renewal } }) =>
        id !== undefined && (renewal?.ask_at ?? 0) <= now && (failed.get(chain) ?? 0) <= now,
    );
    if (next.length === 0) return;
    const access = await watch.access();
    const queue = new PQueue({ concurrency: AT_ONCE });
    await queue.addAll(next.slice(0, MOST_IN_A_ROUND).map((each) => () => ask(each, access)));
  }

  async function ask({ chain, stored: { site, id = '' } }: Stored, access: AuthorityAccess): Promise<void> {
    if (stop.aborted) return;
    try {
      const info = await authority.renewalInfo(access, id, stop);
      const now = clock.now();
      if (info === undefined) {
        failed.set(chain, now + MOST_MS);
        return;
      }
      const note: RenewalNote = {
        start: info.start,
        end: info.end,
        ask_at: now + Math.min(Math.max(info.retryAfterMs, LEAST_MS), MOST_MS),
        ...(info.explanation === undefined ? {} : { explanation: info.explanation }),
      };
      const path = `${chain.slice(0, chain.lastIndexOf('/'))}/${RENEWAL_NOTE}`;
      await files.put([{ path, text: `${JSON.stringify(note)}\n`, mode: 0o600, uid: 0, gid: 0 }]);
      failed.delete(chain);
      if (info.start <= now) watch.onDue(site);
    } catch (error) {
      if (stop.aborted) return;
      failed.set(chain, clock.now() + AFTER_A_FAILURE_MS);
      if (!(error instanceof AuthorityError)) watch.onError(error);
    }
  }
}

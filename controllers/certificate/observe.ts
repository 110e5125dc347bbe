import { type CertificateIndex, indexCertificates } from '../../services/nginx/certificate-index.ts';
import type { Certificate, FoundCertificate, StoredCertificate } from '../../src/host/certificates.ts';
import type { HostReader } from '../../src/host/host.ts';
import { isVersionName, tlsFolder } from '../../src/model/acme/stored-certificate.ts';
import type { Observe, ReconcileContext } from '../controller.ts';
import type { DesiredCertificates } from './desired.ts';

export type Stored = Certificate & { readonly stored: StoredCertificate };

export interface ObservedCertificates {
  /** What serves a name now, of all that lie on the host. */
  readonly best: CertificateIndex;
  /** Those that jopanel got, by the site's name, the newest first. */
  readonly stored: ReadonlyMap<string, readonly Stored[]>;
  /** The folders of each site's certificates that are not whole, by the site's name. */
  readonly unusable: ReadonlyMap<string, readonly string[]>;
  /** Why no authority can be asked here; undefined where one can. */
  readonly unavailable: string | undefined;
}

/** The same for all accounts: a domain may have been another account's when its certificate was got. */
export async function observeCertificates(
  host: HostReader,
  _wanted: ReadonlyMap<string, DesiredCertificates>,
  _context: ReconcileContext,
): Promise<Observe<ObservedCertificates>> {
  const found = await host.certificates.all();
  const { available } = host.authority;
  const observed: ObservedCertificates = {
    best: indexCertificates(found),
    stored: Map.groupBy(found.filter(isStored).toSorted(newestFirst), ({ stored }) => stored.site),
    unusable: unusableBySite(found),
    unavailable: available.ok ? undefined : available.why,
  };
  return () => observed;
}

function isStored(found: FoundCertificate): found is FoundCertificate & { usable: true } & Stored {
  return found.usable && found.stored !== undefined;
}

function newestFirst(left: Stored, right: Stored): number {
  return left.stored.version < right.stored.version ? 1 : -1;
}

function unusableBySite(found: readonly FoundCertificate[]): ReadonlyMap<string, readonly string[]> {
  const versions = found.flatMap(({ usable, folder }) => {
    const [site = '', version = ''] = folder.split('/');
    return !usable && isVersionName(version) ? [{ site, version }] : [];
  });
  return new Map(
    [...Map.groupBy(versions, ({ site }) => site)].map(([site, each]) => [
      site,
      each.map(({ version }) => version),
    ]),
  );
}

/** Where the certificates of a site lie, and how the inventory calls that. */
export function siteFolder({ stateDir }: Pick<ReconcileContext, 'stateDir'>, site: string): string {
  return `${tlsFolder(stateDir)}/${site}`;
}

export function siteItem(context: Pick<ReconcileContext, 'stateDir'>, site: string): string {
  return `folder:${siteFolder(context, site)}`;
}

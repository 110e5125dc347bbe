import type { Host } from '../../src/host/host.ts';
import type { AcmeSettings } from '../../src/model/acme/acme-settings.ts';
import { certificatesOf } from '../../src/model/archived-beside.ts';
import { action, afterAction } from '../action.ts';
import type { AfterAction } from '../after-action.ts';
import type { Action, ReconcileContext } from '../controller.ts';
import { budgetsOf } from './budgets.ts';
import { namesInWords } from './in-words.ts';
import { type Stored, siteFolder, siteItem } from './observe.ts';
import { getCertificate } from './order.ts';
import { type SiteState, siteRetry } from './site-state.ts';
import { storeCertificate } from './store-certificate.ts';

type Places = Pick<ReconcileContext, 'stateDir' | 'archiveDir' | 'acmeDir'>;

const MINUTE_MS = 60_000;
const PRIVATE_FOLDER = { uid: 0, gid: 0, mode: 0o700 };

export function orderCertificate(
  username: string,
  state: SiteState,
  acme: AcmeSettings,
  context: Places & Pick<ReconcileContext, 'retriesOf'>,
): AfterAction {
  const { site, current, order, isRenewal, isDue, isForced } = state;
  const authority = new URL(acme.directory).host;
  const names = namesInWords(order);
  const summary = isRenewal
    ? `ask ${authority} to renew the certificate for ${names}`
    : `ask ${authority} for a certificate for ${names}`;
  const failedBefore = context
    .retriesOf(username, 'certificate')
    .flatMap(({ item }) => (item.startsWith('name:') ? [item.slice('name:'.length)] : []));
  return afterAction('certificate', username, siteRetry(site.name), summary, {
    apply: (host, stop) =>
      getCertificate(host, stop, {
        acme,
        names: order,
        folder: siteFolder(context, site.name),
        acmeDir: context.acmeDir,
        replaces: current?.stored.id,
        covered: isDue || isForced ? [] : (current?.names ?? []),
        pending: failedBefore.filter((name) => order.includes(name)),
      }),
    owns: [siteItem(context, site.name)],
    timeLimitMs: 15 * MINUTE_MS,
    retriesMs: [MINUTE_MS, 10 * MINUTE_MS, 100 * MINUTE_MS, 24 * 60 * MINUTE_MS],
    // A site without a certificate comes before one that has some time left.
    priority: isRenewal ? 0 : 1,
    budgets: budgetsOf(state, acme),
  });
}

/** Nothing changes: a domain came to the account with the certificate that was got for it. */
export function adoptCertificatesAction(username: string, site: string, context: Places): Action {
  const summary = `adopt the certificates of ${site}`;
  return action('certificate', username, `adopt:${site}`, summary, async () => {}, {
    owns: [siteItem(context, site)],
    causedByHost: true,
  });
}

/** Once the web server has let go of them. */
export function removeVersionsAction(
  username: string,
  site: string,
  versions: readonly string[],
  context: Places,
): Action {
  const folder = siteFolder(context, site);
  return action(
    'certificate',
    username,
    `versions:${site}`,
    `remove ${versions.length === 1 ? 'a certificate' : `${versions.length} certificates`} of ${site} that a newer one has replaced`,
    async (host) => {
      for (const version of versions) await host.files.removeFolder(`${folder}/${version}`);
    },
    { direction: 'down', onceUnusedBy: ['nginx-vhost'], causedByHost: true },
  );
}

/** The one step after which the certificates of a site are in the archive alone. */
export function archiveCertificatesAction(
  username: string,
  site: string,
  newest: Stored | undefined,
  context: Places,
): Action {
  const folder = siteFolder(context, site);
  const target = `${context.archiveDir}/${certificatesOf(username)}`;
  return action(
    'certificate',
    username,
    `archive:${site}`,
    `put the certificate of ${site} into ${target}, from where it goes into the archive, and remove it`,
    async (host) => {
      if (newest !== undefined) {
        if ((await host.files.folder(context.archiveDir)) === undefined)
          await host.files.makeFolder(context.archiveDir, PRIVATE_FOLDER);
        for (const path of [target.slice(0, target.lastIndexOf('/')), target])
          await host.files.makeFolder(path, PRIVATE_FOLDER);
        const pair = { key: await textOf(host, newest.key), chain: await textOf(host, newest.chain) };
        await storeCertificate(host.files, `${target}/${site}`, newest.stored.version, pair);
        await host.files.sync(context.archiveDir);
      }
      await host.files.removeFolder(folder);
    },
    {
      direction: 'down',
      destructive: true,
      releases: [siteItem(context, site)],
      onceUnusedBy: ['nginx-vhost'],
    },
  );
}

async function textOf({ files }: Host, file: string): Promise<string> {
  const found = await files.read(file);
  if (found.kind !== 'file') throw new Error(`${file} could not be read`);
  return found.text;
}

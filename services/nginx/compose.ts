import type { Publication } from '../../controllers/controller.ts';
import { renderLogrotate } from '../../renderers/logrotate.ts';
import { renderNginxShared } from '../../renderers/nginx-shared.ts';
import type { HostReader } from '../../src/host/host.ts';
import type { FileChange } from '../../src/host/root-files.ts';
import { sitesOf } from '../../src/model/sites.ts';
import type { WaveContext } from '../../src/reconcile/wave/wave-context.ts';
import { accountFiles } from '../account-files.ts';
import { sharedFile } from '../shared-file.ts';
import { fileLimitDropIn, LOGROTATE, NGINX_SHARED } from '../shared-files.ts';

export async function composeNginx(
  publications: readonly Publication[],
  host: HostReader,
  context: WaveContext,
): Promise<FileChange[]> {
  // A host without accounts is left as it is.
  if (context.inForce.size === 0) return accountFiles(publications);
  const shared = await renderShared(host, context);
  const limit = fileLimitDropIn('nginx');
  return [
    ...accountFiles(publications),
    ...(await sharedFile(host, NGINX_SHARED, shared, 0o644, context)),
    ...(await sharedFile(host, limit.path, limit.text, 0o644, context)),
    ...(await sharedFile(host, LOGROTATE, renderLogrotate(context.logDir), 0o644, context)),
  ];
}

async function renderShared(host: HostReader, { facts, inForce }: WaveContext): Promise<string> {
  const { nginx, ipv6 } = facts;
  const withCertificate = await host.certificates.names();
  let nameCount = 0;
  let longestName = 0;
  let servesTls = false;
  for (const account of inForce.values()) {
    for (const name of sitesOf(account).flatMap((site) => site.names)) {
      nameCount += 1;
      longestName = Math.max(longestName, name.length);
      servesTls ||= withCertificate.has(name);
    }
  }
  return renderNginxShared({
    ipv6,
    nameCount,
    longestName,
    defaultServerTaken: nginx.defaultServer !== undefined,
    refuseUnknownTls: servesTls && nginx.tlsDefaultServer === undefined && nginx.canRejectHandshake,
    alreadySet: new Set(nginx.alreadySet),
  });
}

import { renderLogrotate } from '../../renderers/logrotate.ts';
import { renderNginxShared } from '../../renderers/nginx-shared.ts';
import type { HostReader } from '../../src/host/host.ts';
import type { FileChange } from '../../src/host/root-files.ts';
import { sitesOf } from '../../src/model/sites.ts';
import type { Published } from '../define-service.ts';
import type { Composition, ServiceContext } from '../service.ts';
import { indexCertificates } from './certificate-index.ts';
import { LOGROTATE, NGINX_FILE_LIMIT, NGINX_SHARED } from './files.ts';
import { servesHttp3 } from './serves-http3.ts';
import { sitePages } from './site-pages.ts';

export async function composeNginx(
  published: readonly Published<readonly FileChange[]>[],
  host: HostReader,
  context: ServiceContext,
): Promise<Composition> {
  const changes = published.flatMap(({ payload }) => payload);
  // A host without accounts is left as it is.
  if (context.accountsInForce.size === 0) return { changes, shared: [] };
  return {
    changes,
    shared: [
      { path: NGINX_SHARED, text: await renderShared(host, context), mode: 0o600 },
      NGINX_FILE_LIMIT,
      ...(await sitePages(host)),
      { path: LOGROTATE, text: renderLogrotate(context.logDir), mode: 0o644 },
    ],
  };
}

async function renderShared(
  host: HostReader,
  { facts, http3, accountsInForce, trustedProxies }: ServiceContext,
): Promise<string> {
  const { nginx, ipv6 } = facts;
  const certificates = indexCertificates(await host.certificates.all());
  let nameCount = 0;
  let longestName = 0;
  let servesTls = false;
  for (const account of accountsInForce.values()) {
    for (const { names, settings } of sitesOf(account)) {
      nameCount += names.length;
      longestName = Math.max(longestName, ...names.map((name) => name.length));
      const { certificate } = settings;
      servesTls ||=
        certificate !== 'none' && names.some((name) => certificates.of(name, certificate) !== undefined);
    }
  }
  return renderNginxShared({
    ipv6,
    http3: servesHttp3({ facts, http3 }),
    nameCount,
    longestName,
    defaultServerTaken: nginx.defaultServer !== undefined,
    refuseUnknownTls: servesTls && nginx.tlsDefaultServer === undefined && nginx.canRejectHandshake,
    alreadySet: new Set(nginx.alreadySet),
    trustedProxies,
  });
}

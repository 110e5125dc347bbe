import type { Publication } from '../controllers/controller.ts';
import type { HostReader } from '../src/host/host.ts';
import type { FileChange } from '../src/host/root-files.ts';
import type { ServiceName } from '../src/host/services.ts';
import type { WaveContext } from '../src/reconcile/wave/wave-context.ts';
import { composeNginx } from './nginx/compose.ts';
import { composePhpFpm } from './php-fpm/compose.ts';
import { composeSshd } from './sshd/compose.ts';

/**
 * The files of a service that differ from the live ones once these publications
 * are live: those of the accounts, and those that all accounts share. With no
 * publications: only what has drifted in the shared files.
 */
export function compose(
  service: ServiceName,
  publications: readonly Publication[],
  host: HostReader,
  context: WaveContext,
): Promise<FileChange[]> {
  if (service === 'nginx') return composeNginx(publications, host, context);
  if (service === 'sshd') return composeSshd(publications, host, context);
  return composePhpFpm(service.slice('php-fpm@'.length), publications, host, context);
}

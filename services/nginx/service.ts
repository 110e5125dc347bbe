import type { FileChange } from '../../src/host/root-files.ts';
import { defineService } from '../define-service.ts';
import { cleanNginxOutput } from './clean-output.ts';
import { composeNginx } from './compose.ts';
import { refuseConflictingNames } from './conflicting-names.ts';
import { ownNginxFiles } from './files.ts';
import { watchReload } from './watch-reload.ts';

/** The web server. An account publishes files of its own, which go live together or not at all. */
export const nginx = defineService<readonly FileChange[]>({
  name: 'nginx',
  resource: 'nginx-vhost',
  process: { unit: 'nginx.service', pidFile: '/run/nginx.pid', program: 'nginx' },
  checker: ['nginx', '-t', '-q'],
  inputs: ['/etc/nginx'],
  cleanOutput: cleanNginxOutput,
  opensFilesPerAccount: true,
  // `nginx -s reload` would parse the whole configuration once more just to send this.
  reloadSignal: 'SIGHUP',
  watchReload,
  ownFiles: ownNginxFiles,
  compose: composeNginx,
  verifyCandidate: refuseConflictingNames,
});

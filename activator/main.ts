#!/usr/bin/env node
// The entry point of the activator: a small process that holds a socket for every account that has PHP, and
// starts the account's PHP-FPM when a request arrives there. jopaneld says by files what is wanted.

import { enableCompileCache } from 'node:module';
import { parseArgs } from 'node:util';

// Most of the start. What is in there is run, so only root may ever write it.
if (process.geteuid?.() === 0) enableCompileCache('/var/cache/jopanel');

const { serviceLog } = await import('../src/host/process/service-log.ts');
const { systemClock } = await import('../src/host/clock.ts');
const { rootFiles } = await import('../src/host/linux/root-files.ts');
const { loadRunSettings } = await import('./load-run-settings.ts');
const { serve } = await import('./serve.ts');

const { values } = parseArgs({
  options: {
    config: { type: 'string', default: '/etc/jopanel/jopaneld.json' },
    // In place of what the settings say; jopaneld gives them where it starts the activator itself.
    'run-dir': { type: 'string' },
    'state-dir': { type: 'string' },
    'service-manager': { type: 'string' },
  },
});
const log = serviceLog(1);
if (process.geteuid?.() !== 0) {
  process.stderr.write('jopanel-php: only root starts processes of other users; run it as root\n');
  process.exit(1);
}
process.umask(0o022);
const stop = new AbortController();
process.on('SIGTERM', () => stop.abort());
process.on('SIGINT', () => stop.abort());
const loaded = await loadRunSettings(rootFiles, values.config);
if (!loaded.ok) {
  log.fatal({ file: values.config }, `settings refused: ${loaded.error}`);
  process.exit(1);
}
try {
  const settings = {
    run_dir: values['run-dir'] ?? loaded.settings.run_dir,
    state_dir: values['state-dir'] ?? loaded.settings.state_dir,
    service_manager:
      values['service-manager'] === 'pid-file' ? ('pid-file' as const) : loaded.settings.service_manager,
  };
  await serve({ settings, log, clock: systemClock, random: Math.random, stop: stop.signal });
} catch (error) {
  log.fatal({ err: error }, 'the activator ended');
  process.exit(1);
}
// What is still open here is systemd's to hold, or that of a PHP-FPM.
process.exit(0);

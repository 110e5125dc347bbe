#!/usr/bin/env node
// The daemon's entry point: it only wires things up.
import { enableCompileCache } from 'node:module';

// A third of the start. What is in there is run, so only root may ever write it, and others do without.
if (process.geteuid?.() === 0) enableCompileCache('/var/cache/jopanel');

// Until the daemon listens for it there are no settings to reload, and nothing to end for.
const tooEarly = () => {};
process.on('SIGHUP', tooEarly);

const { DAEMON_USAGE, parseDaemonOptions } = await import('./daemon-options.ts');
const { serviceLog } = await import('./host/process/service-log.ts');
const { loadSettings } = await import('./load-settings.ts');

const options = parseDaemonOptions(process.argv.slice(2));
if (typeof options === 'string') {
  process.stderr.write(`jopaneld: ${options}\n\n${DAEMON_USAGE}`);
  process.exitCode = 64;
} else if (options.mode === 'help') {
  process.stdout.write(DAEMON_USAGE);
} else if (process.geteuid?.() !== 0) {
  process.stderr.write(
    'jopaneld: only root keeps accounts and reads their sets; run it as root: sudo jopaneld\n',
  );
  process.exitCode = 1;
} else {
  process.umask(0o022);
  // The process that starts those waits for them to end, at a terminal that may go away.
  if (options.mode !== 'serve') process.off('SIGHUP', tooEarly);
  // A reader of the plan may leave once it has seen enough; whether there is something to do holds all the same.
  process.stdout.on('error', (error) => {
    if (!('code' in error && error.code === 'EPIPE')) throw error;
  });
  // A plan is for people on standard output; the log makes room for it.
  const log = serviceLog(options.mode === 'dry-run' ? 2 : 1);
  const loaded = await loadSettings(options.config);
  if (!loaded.ok) {
    for (const error of loaded.errors) log.fatal({ file: options.config }, `settings refused: ${error}`);
    process.exitCode = 1;
  } else if (options.mode === 'check') {
    log.info({ file: options.config }, 'settings are good');
  } else if (options.mode === 'dry-run') {
    const { dryRun } = await import('./dry-run.ts');
    process.exitCode = await dryRun(loaded.settings, log);
  } else {
    const { Daemon } = await import('./daemon.ts');
    const { JournalTooNewError } = await import('./journal/journal-too-new-error.ts');
    const daemon = new Daemon({ settings: loaded.settings, log, configPath: options.config });
    try {
      process.exitCode = await daemon.run(options.mode);
    } catch (error) {
      if (!(error instanceof JournalTooNewError)) throw error;
      log.fatal({ file: `${loaded.settings.state_dir}/journal.db` }, error.message);
      // EX_CONFIG: the unit says that it is not to be started again.
      process.exitCode = options.mode === 'serve' ? 78 : 1;
    }
    // A disk that does not take what only the next start would gain from holds up no end.
    if (options.mode === 'serve') process.exit();
  }
}

#!/usr/bin/env node
// The daemon's entry point: it only wires things up.
import pino from 'pino';
import { Daemon } from './daemon.ts';
import { DAEMON_USAGE, parseDaemonOptions } from './daemon-options.ts';
import { loadSettings } from './load-settings.ts';

const options = parseDaemonOptions(process.argv.slice(2));
if (typeof options === 'string') {
  process.stderr.write(`jopaneld: ${options}\n\n${DAEMON_USAGE}`);
  process.exitCode = 64;
} else if (options.mode === 'help') {
  process.stdout.write(DAEMON_USAGE);
} else {
  process.umask(0o022);
  // A plan is for people on standard output; the log makes room for it.
  const log = pino(
    { base: null, timestamp: pino.stdTimeFunctions.isoTime },
    pino.destination(options.mode === 'dry-run' ? 2 : 1),
  );
  const loaded = await loadSettings(options.config);
  if (loaded.ok) {
    process.exitCode = await new Daemon({ settings: loaded.settings, log, configPath: options.config }).run(
      options.mode,
    );
  } else {
    for (const error of loaded.errors) log.fatal({ file: options.config }, `settings refused: ${error}`);
    process.exitCode = 1;
  }
}

#!/usr/bin/env node
// The entry point of the process that speaks with certificate authorities. It runs without privileges, keeps the keys
// of our accounts there, and never sees the key of a site. jopaneld asks it over the socket that systemd passes.

const { serviceLog } = await import('../src/host/process/service-log.ts');
const { systemClock } = await import('../src/host/clock.ts');
const { rootFiles: files } = await import('../src/host/linux/root-files.ts');
const { serveAcme } = await import('./serve.ts');

const log = serviceLog(1);
const stop = new AbortController();
process.on('SIGTERM', () => stop.abort());
process.on('SIGINT', () => stop.abort());
const { STATE_DIRECTORY: stateDir } = process.env;
const user = { uid: process.geteuid?.() ?? 0, gid: process.getegid?.() ?? 0 };
if (user.uid === 0 || stateDir === undefined) {
  process.stderr.write(
    'jopanel-acme: it is started by systemd, as a user of its own; see jopanel-acme.service\n',
  );
  process.exit(1);
}
try {
  await serveAcme({ files, stateDir, user, log, clock: systemClock, stop: stop.signal });
} catch (error) {
  log.fatal({ err: error }, 'it ended');
  process.exit(1);
}
process.exit(0);

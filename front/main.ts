#!/usr/bin/env node
// The entry point of the process that speaks with whoever scrapes the metrics. It can read nothing of the host and reach nothing
// but one socket of jopaneld, which answers with the metrics alone. jopaneld starts it: see src/host/linux/metrics-front.ts.

import { serviceLog } from '../src/host/process/service-log.ts';
import { serve } from './serve.ts';

const [, , upstream] = process.argv;
if (process.geteuid?.() === 0 || upstream === undefined) {
  process.stderr.write(
    'jopanel-metrics: it is started by jopaneld, as a user of its own; see metrics_listen\n',
  );
  process.exit(1);
}
const stop = new AbortController();
process.on('SIGTERM', () => stop.abort());
process.on('SIGINT', () => stop.abort());
try {
  await serve({ upstream, credentials: process.env.CREDENTIALS_DIRECTORY, stop: stop.signal });
} catch (error) {
  serviceLog(1).fatal({ err: error }, 'it ended');
  process.exit(1);
}
process.exit(0);

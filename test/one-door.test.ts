// Only src/host/ touches the world, and only src/host/open-host.ts opens the real machine; lint finds every way past both.
import { spawnSync } from 'node:child_process';
import { copyFileSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, expect, test } from 'vitest';

const checkout = fileURLToPath(new URL('..', import.meta.url));

const waysPast = [
  "import { readFileSync } from 'node:fs';",
  "import { readFile } from 'node:fs/promises';",
  "const fs = await import('node:fs');",
  "const promised = await import('node:fs/promises');",
  "const loaded = process.getBuiltinModule('node:fs');",
  "import { createRequire } from 'node:module';",
  "import { spawn } from 'node:child_process';",
  "import { execa } from 'execa';",
  "import { kill } from 'node:process';",
  'process.kill(1, 9);',
  "import { request } from 'node:http';",
  "import { createSocket } from 'node:dgram';",
  "import { lookup } from 'node:dns/promises';",
  "import { hostname } from 'node:os';",
  "import { setTimeout as later } from 'node:timers';",
  "import { setInterval as often } from 'node:timers/promises';",
  "import { performance as clock } from 'node:perf_hooks';",
  'setTimeout(() => undefined, 1);',
  'AbortSignal.timeout(1);',
  'const now = Date.now();',
  'const then = new globalThis.Date();',
  'const since = performance.now();',
  'const exact = process.hrtime.bigint();',
  "const page = fetch('http://example.com/');",
];

/** Ways to the real machine that do not lead through openHost. */
const pastOpenHost = [
  "import { createLinuxHost } from '../../src/host/linux/linux-host.ts';",
  "import type { LinuxHostOptions } from '../host/linux/linux-host.ts';",
  "const linux = await import('../../host/linux/accounts/read-accounts.ts');",
];

/** The same from a file that lies beside it. */
const besideLinux = [
  "import { homes } from './linux/homes.ts';",
  "import { units } from '../linux/units.ts';",
];

/** What those that act may have, and those that only compute may not. */
const impure = [
  "import { watch } from 'chokidar';",
  "import { DatabaseSync } from 'node:sqlite';",
  "import { Worker } from 'node:worker_threads';",
  "import { systemClock } from '../../src/host/clock.ts';",
];

const harmless = [
  "import { createHash } from 'node:crypto';",
  "import { isDeepStrictEqual } from 'node:util';",
  "import { z } from 'zod';",
];

const acting = [
  'src/zz.ts',
  'src/cli/zz.ts',
  'src/reconcile/zz.ts',
  'controllers/home/zz.ts',
  'migrate-v1/plan/zz.ts',
  'activator/serve.ts',
  'acme/serve.ts',
];
const pure = ['src/model/values/zz.ts', 'renderers/zz.ts'];
const ports = ['src/host/zz.ts', 'src/host/crash-safe/zz.ts', 'src/host/process/zz.ts'];
const free = ['src/host/linux/zz.ts', 'src/host/open-host.ts', 'src/host/open-php-host.ts'];

const lines = [...waysPast, ...pastOpenHost, ...besideLinux, ...impure, ...harmless];
let place: string;
let said: string;

beforeAll(() => {
  place = mkdtempSync(join(tmpdir(), 'jopanel-lint-'));
  for (const file of ['biome.json', 'one-door.grit', 'no-proc.grit', 'no-words-of-processes.grit'])
    copyFileSync(join(checkout, file), join(place, file));
  for (const file of [...acting, ...pure, ...ports, ...free]) {
    mkdirSync(dirname(join(place, file)), { recursive: true });
    writeFileSync(join(place, file), `${lines.join('\n')}\n`);
  }
  const argv = ['lint', '--vcs-enabled=false', '--max-diagnostics=none', '--reporter=github'];
  said = spawnSync(join(checkout, 'node_modules/.bin/biome'), argv, { cwd: place, encoding: 'utf8' }).stdout;
});

afterAll(() => rmSync(place, { recursive: true }));

/** The lines of a file that a rule about this door refuses. */
function refusedIn(file: string): (string | undefined)[] {
  const rule = /title=(?:lint\/style\/noRestricted(?:Imports|Globals)|plugin),file=([^,]*),line=(\d+),/g;
  const numbers = [...said.matchAll(rule)]
    .filter(([, path]) => path === join(place, file))
    .map(([, , line]) => Number(line) - 1);
  return [...new Set(numbers)].sort((a, b) => a - b).map((number) => lines[number]);
}

test.each(acting)('%s cannot reach the system past the ports of src/host', (file) => {
  expect(refusedIn(file)).toEqual([...waysPast, ...pastOpenHost]);
});

test.each(pure)('%s may not import a port either', (file) => {
  expect(refusedIn(file)).toEqual([...waysPast, ...pastOpenHost, ...impure]);
});

test.each(ports)('%s may not import the Linux side', (file) => {
  expect(refusedIn(file)).toEqual([...pastOpenHost, ...besideLinux]);
});

test.each(free)('%s may reach the system', (file) => {
  expect(refusedIn(file)).toEqual([]);
});

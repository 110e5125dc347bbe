// Lint keeps the code from what processes say about themselves, whichever way it is spelt.
import { spawnSync } from 'node:child_process';
import { copyFileSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, expect, test } from 'vitest';

const checkout = fileURLToPath(new URL('..', import.meta.url));
const rules = ['biome.json', 'one-door.grit', 'no-proc.grit', 'no-words-of-processes.grit'];

const shaped = [
  "const name = readStart('/proc/1/comm', 10);",
  `const status = readStart(\`/proc/\${pid}/status\`, 10);`,
  `const environment = readStart(\`/proc/\${pid}/environ\`, 10);`,
  `const words = readStart(\`/proc/\${pid}/cmdline\`, 10);`,
  `const descriptors = opendir(\`/proc/\${pid}/fd\`);`,
  `const descriptor = readlink(\`/proc/\${pid}/fd/\${fd}\`);`,
  `const maps = readStart(\`/proc/\${pid}/maps\`, 10);`,
  `const threads = readStart(\`/proc/\${pid}/task/\${tid}/stat\`, 10);`,
  "const sockets = readStart('/proc/net/unix', 10);",
  "const unbounded = readFile('/proc/locks');",
  "const sync = readFileSync('/proc/locks', 'utf8');",
];
const elsewhere = [
  "const pids = readdir('/proc');",
  `const limits = open(\`/proc/\${pid}/limits\`);`,
  "const tcp = open('/proc/net/tcp');",
];
const harmless = [
  `const own = \`/proc/self/fd/\${fd}/\${name}\`;`,
  "const mounts = readStart('/proc/self/mountinfo', 10);",
  "const watches = readStart('/proc/sys/fs/inotify/max_user_watches', 10);",
];
const lines = [...shaped, ...elsewhere, ...harmless];
let place: string;
let said: string;

beforeAll(() => {
  place = mkdtempSync(join(tmpdir(), 'jopanel-lint-'));
  for (const file of rules) copyFileSync(join(checkout, file), join(place, file));
  for (const file of ['src/host/proc/zz.ts', 'src/host/linux/zz.ts', 'controllers/home/zz.ts']) {
    mkdirSync(dirname(join(place, file)), { recursive: true });
    writeFileSync(join(place, file), `${lines.join('\n')}\n`);
  }
  const argv = ['lint', '--vcs-enabled=false', '--max-diagnostics=none', '--reporter=github'];
  said = spawnSync(join(checkout, 'node_modules/.bin/biome'), argv, { cwd: place, encoding: 'utf8' }).stdout;
});

afterAll(() => rmSync(place, { recursive: true }));

function refusedIn(file: string): (string | undefined)[] {
  const numbers = [...said.matchAll(/title=plugin,file=([^,]*),line=(\d+),/g)]
    .filter(([, path]) => path === join(place, file))
    .map(([, , line]) => Number(line) - 1);
  return [...new Set(numbers)].sort((a, b) => a - b).map((number) => lines[number]);
}

test.each(['src/host/linux/zz.ts', 'controllers/home/zz.ts'])('%s reads nothing below /proc', (file) => {
  expect(refusedIn(file)).toEqual([...shaped, ...elsewhere]);
});

test('what reads there reads nothing that a process can shape, and nothing of unbounded length', () => {
  expect(refusedIn('src/host/proc/zz.ts')).toEqual(shaped);
});

/** Both packages, built with Debian's own tools. */

import { execFile } from 'node:child_process';
import { copyFileSync, globSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { promisify } from 'node:util';
import type { Release } from './changelog.ts';
import { stage } from './stage.ts';

interface BuildOptions {
  /** The checkout. */
  readonly root: string;
  /** The newest first, which is the one that is built. */
  readonly releases: readonly Release[];
  /** Where the packages go. */
  readonly into: string;
  /** `xz` for what is shipped; `none` takes seconds instead of minutes, and makes packages of 120 MB. */
  readonly compression: 'xz' | 'none';
}

export interface Built {
  /** The .changes file, which names the packages. */
  readonly changes: string;
  readonly packages: readonly string[];
}

/** In bytes; debhelper says each command that it runs. */
const MOST_OUTPUT = 64 * 1024 * 1024;

/** Packages of one version do not depend on where and when they are built. */
export async function buildPackages({ root, releases, into, compression }: BuildOptions): Promise<Built> {
  const version = releases[0]?.version ?? '';
  const place = mkdtempSync(join(tmpdir(), 'jopanel-package-'));
  try {
    const tree = `${place}/jopanel-${version}`;
    mkdirSync(tree);
    await stage({ root, releases, version, into: tree });
    // setup has seen to it that what is needed is there; build-essential is not. Tests need no list of what was used.
    const [program, ...words] =
      compression === 'xz'
        ? (['dpkg-buildpackage', '--build=binary', '--no-sign', '--no-check-builddeps'] as const)
        : (['debian/rules', 'binary'] as const);
    await promisify(execFile)(program, words, {
      cwd: tree,
      env: { ...process.env, LC_ALL: 'C.UTF-8', JOPANEL_COMPRESSION: compression },
      maxBuffer: MOST_OUTPUT,
    });
    mkdirSync(into, { recursive: true });
    const files = globSync(`${place}/*.{deb,buildinfo,changes}`).map((file) => {
      const copy = `${into}/${basename(file)}`;
      copyFileSync(file, copy);
      return copy;
    });
    return {
      changes: files.find((file) => file.endsWith('.changes')) ?? '',
      packages: files.filter((file) => file.endsWith('.deb')).sort(),
    };
  } finally {
    rmSync(place, { recursive: true });
  }
}

/** A host on which nothing of the checkout is, and what an administrator does with the packages there. */

import { readdirSync } from 'node:fs';
import type { Inside } from '../../sandbox/inside.ts';

export class PackageHost {
  readonly host: Inside;

  constructor(host: Inside) {
    this.host = host;
  }

  /** @param folder of the packages, on this machine */
  async bring(folder: string, as: string): Promise<void> {
    await this.host.run(['mkdir', '--parents', as]);
    for (const file of readdirSync(folder).filter((name) => name.endsWith('.deb')))
      await this.host.copyIn(`${folder}/${file}`, `${as}/${file}`);
  }

  /** @returns what apt said */
  async apt(...words: readonly string[]): Promise<string> {
    const argv = ['apt-get', '--quiet', '--yes', '--no-install-recommends', ...words];
    const env = { DEBIAN_FRONTEND: 'noninteractive' };
    const { stdout, stderr } = await this.host.run(argv, { env, timeoutMs: 180_000 });
    return stdout + stderr;
  }

  /** The package of one of the folders that were brought. */
  async file(folder: string, name = 'jopanel'): Promise<string> {
    const { stdout } = await this.host.run(['bash', '-c', `ls ${folder}/${name}_*.deb`]);
    return stdout.trim();
  }

  /** What a command prints; throws when it fails. */
  async says(...argv: readonly string[]): Promise<string> {
    return (await this.host.run(argv)).stdout.trim();
  }

  async fetch(name: string, path = '/'): Promise<string> {
    const argv = ['curl', '--silent', '--max-time', '20', '--resolve', `${name}:80:127.0.0.1`];
    return this.says(...argv, '--write-out', ' %{http_code}', `http://${name}${path}`);
  }

  /** Fails the test with the log of the daemon. */
  async withLog<T>(work: Promise<T>): Promise<T> {
    try {
      return await work;
    } catch (error) {
      const log = await this.host.run(['journalctl', '--no-pager', '--lines=60'], { allowFailure: true });
      throw new Error(`${error instanceof Error ? error.message : String(error)}\n${log.stdout}`, {
        cause: error,
      });
    }
  }
}

/** What the two packages hold, laid out below `stage/` as it will lie on a host, and the folder `debian/` beside it. */

import { execFileSync } from 'node:child_process';
import { chmodSync, cpSync, globSync, mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { basename, dirname } from 'node:path';
import { bundle } from './bundle.ts';
import { debianChangelog, type Release } from './changelog.ts';
import { debianCopyright } from './copyright.ts';
import { copyCodeScript, findPrograms, packagedCommand, packagedUnit } from './programs.ts';

interface StageOptions {
  /** The checkout. */
  readonly root: string;
  readonly releases: readonly Release[];
  readonly version: string;
  /** The folder to build in, which is empty. */
  readonly into: string;
}

const SHELLS = {
  bash: 'usr/share/bash-completion/completions/jopanel',
  zsh: 'usr/share/zsh/vendor-completions/_jopanel',
  fish: 'usr/share/fish/vendor_completions.d/jopanel.fish',
} as const;

/** Files that the host's own programs read where the packages put them, by their names in `systemd/`. */
const CONFIGURATION = {
  'jopanel.journald.conf': 'etc/systemd/journald@jopanel.conf',
  'jopanel.namespace.conf': 'etc/security/namespace.d/jopanel.conf',
  'jopanel.pam-config': 'usr/share/pam-configs/jopanel',
} as const;

export async function stage({ root, releases, version, into }: StageOptions): Promise<void> {
  const host = `${into}/stage/jopanel`;
  const code = `usr/lib/jopanel/${version}`;
  const { migration, packages } = await bundle({
    root,
    programs: findPrograms(root),
    version,
    into: `${host}/${code}`,
  });
  cpSync(`${root}/packages`, `${host}/${code}/packages`, { recursive: true });
  for (const file of migration)
    move(`${host}/${code}/${file}`, `${into}/stage/jopanel-migrate-v1/${code}/${file}`);

  const node = `${root}/node_modules/node-linux-${process.arch}`;
  execFileSync('strip', ['--output-file', `${host}/usr/lib/jopanel/node`, `${node}/bin/node`]);
  cpSync(`${root}/preload`, `${host}/usr/lib/jopanel/preload`, { recursive: true });
  cpSync(`${root}/schemas`, `${host}/usr/share/jopanel/schemas`, { recursive: true });
  for (const file of globSync('bin/*', { cwd: root }))
    program(`${host}/usr/lib/jopanel/${file}`, packagedCommand(read(`${root}/${file}`), version));
  program(`${host}/usr/lib/jopanel/bin/jopanel-copy-code`, copyCodeScript(version));
  for (const [shell, file] of Object.entries(SHELLS)) {
    const argv = [`${host}/${code}/jopanel.js`, 'completion', shell];
    write(`${host}/${file}`, execFileSync(process.execPath, argv, { encoding: 'utf8' }));
  }

  for (const unit of globSync('systemd/*.{service,socket,timer,path,slice}', { cwd: root }))
    write(`${host}/lib/systemd/system/${basename(unit)}`, packagedUnit(read(`${root}/${unit}`)));
  for (const [file, path] of Object.entries(CONFIGURATION)) {
    write(`${host}/${path}`, read(`${root}/systemd/${file}`));
    // What `jopanel doctor` names as the remedy, should the other one be gone.
    write(`${host}/usr/lib/jopanel/systemd/${file}`, read(`${root}/systemd/${file}`));
  }

  for (const part of ['debian', 'docs', 'README.md'])
    cpSync(`${root}/${part}`, `${into}/${part}`, { recursive: true });
  for (const kind of ['sysusers', 'tmpfiles'])
    write(`${into}/debian/jopanel.${kind}`, read(`${root}/systemd/jopanel.${kind}.conf`));
  const maintainer = /^Maintainer: (.*)$/m.exec(read(`${root}/debian/control`))?.[1] ?? '';
  write(`${into}/debian/changelog`, debianChangelog(releases, maintainer));
  write(`${into}/debian/copyright`, debianCopyright({ root, packages, nodeLicense: `${node}/LICENSE` }));
}

function read(path: string): string {
  return readFileSync(path, 'utf8');
}

function write(path: string, text: string): void {
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, text);
}

function program(path: string, text: string): void {
  write(path, text);
  chmodSync(path, 0o755);
}

function move(from: string, to: string): void {
  mkdirSync(dirname(to), { recursive: true });
  renameSync(from, to);
}

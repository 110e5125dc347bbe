import { fileURLToPath } from 'node:url';
import type { HostReader } from '../host/host.ts';
import { pathFault } from '../host/path-trust.ts';
import type { RootFileReader } from '../host/root-files.ts';
import { PackageTemplate } from '../model/package-template.ts';
import { parseJsonFile } from '../model/parse-json-file.ts';
import type { Settings } from '../model/settings.ts';

const PACKAGES_DIR = '/etc/jopanel/packages';
/** The templates that come with the program; a template of the host of the same name has priority. */
const SHIPPED_DIR = fileURLToPath(new URL('../../packages', import.meta.url));

export type LoadedPackage =
  | { readonly ok: true; readonly template: PackageTemplate; readonly path: string }
  | { readonly ok: false; readonly why: string };

interface PackageSources {
  readonly host: HostReader;
  readonly settings: Pick<Settings, 'home_bases'>;
}

/** Homes are created in the first base of the settings, unless the template names another place. */
export async function loadPackage(name: string, { host, settings }: PackageSources): Promise<LoadedPackage> {
  if (!/^[A-Za-z0-9][A-Za-z0-9._+-]{0,63}$/.test(name)) {
    return { ok: false, why: `${JSON.stringify(name)} is no name of a package template` };
  }
  for (const folder of [PACKAGES_DIR, SHIPPED_DIR]) {
    const path = `${folder}/${name}.json`;
    const found = await host.files.read(path);
    if (found.kind === 'absent') continue;
    if (found.kind === 'other') return { ok: false, why: `${path} is ${found.what}; make it a regular file` };
    const fault = folder === PACKAGES_DIR ? pathFault(path) : undefined;
    if (fault !== undefined)
      return { ok: false, why: `${fault.path} ${fault.message}, so ${path} is not used\n${fault.remedy}` };
    const parsed = parseJsonFile(found.text, path, PackageTemplate);
    return parsed.ok
      ? { ok: true, template: withHome(parsed.value, settings.home_bases), path }
      : { ok: false, why: parsed.errors.join('\n') };
  }
  const names = await packageNames(host.files);
  return {
    ok: false,
    why: `there is no package ${name}; there are: ${names.join(', ')}\nadd one at ${PACKAGES_DIR}/${name}.json`,
  };
}

function withHome(template: PackageTemplate, [homeBase = '/home']: readonly string[]): PackageTemplate {
  return { ...template, account: { home_dir: `${homeBase}/{username}`, ...template.account } };
}

/** The names of all package templates, sorted. */
export async function packageNames(files: RootFileReader): Promise<string[]> {
  const found = [...(await files.list(PACKAGES_DIR)), ...(await files.list(SHIPPED_DIR))];
  const names = found.filter((file) => file.endsWith('.json')).map((file) => file.slice(0, -'.json'.length));
  return [...new Set(names)].sort();
}

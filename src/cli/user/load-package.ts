import { fileURLToPath } from 'node:url';
import { rootFiles } from '../../host/linux/root-files.ts';
import { errorMessage } from '../../model/error-message.ts';
import { PackageTemplate } from '../../model/package-template.ts';

export const PACKAGES_DIR = '/etc/jopanel/packages';
/** Shipped with the program; the host's own of the same name goes first. */
const SHIPPED_DIR = fileURLToPath(new URL('../../../packages', import.meta.url));

export type LoadedPackage =
  | { readonly ok: true; readonly template: PackageTemplate; readonly path: string }
  | { readonly ok: false; readonly why: string };

export async function loadPackage(name: string): Promise<LoadedPackage> {
  if (!/^[A-Za-z0-9][A-Za-z0-9._+-]{0,63}$/.test(name)) {
    return { ok: false, why: `${JSON.stringify(name)} is no name of a package template` };
  }
  for (const folder of [PACKAGES_DIR, SHIPPED_DIR]) {
    const path = `${folder}/${name}.json`;
    const found = await rootFiles.read(path);
    if (found.kind === 'file') return parse(found.text, path);
  }
  const names = await packageNames();
  return {
    ok: false,
    why: `there is no package ${name}; there are: ${names.join(', ')}\nadd one at ${PACKAGES_DIR}/${name}.json`,
  };
}

export async function packageNames(): Promise<string[]> {
  const files = [...(await rootFiles.list(PACKAGES_DIR)), ...(await rootFiles.list(SHIPPED_DIR))];
  const names = files.filter((file) => file.endsWith('.json')).map((file) => file.slice(0, -'.json'.length));
  return [...new Set(names)].sort();
}

function parse(text: string, path: string): LoadedPackage {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (error) {
    return { ok: false, why: `${path}: ${errorMessage(error)}` };
  }
  const parsed = PackageTemplate.safeParse(value);
  if (parsed.success) return { ok: true, template: parsed.data, path };
  const words = parsed.error.issues.map((issue) => `/${issue.path.join('/')}: ${issue.message}`);
  return { ok: false, why: `${path}: ${words.join('; ')}` };
}

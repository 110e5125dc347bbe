import type { PackageTemplate } from '../../src/model/package-template.ts';

/** The home that the package template gives to a new account. */
export function homeOf(template: PackageTemplate, username: string): string {
  const { home_dir } = template.account ?? {};
  return (typeof home_dir === 'string' ? home_dir : '/home/{username}').replaceAll('{username}', username);
}

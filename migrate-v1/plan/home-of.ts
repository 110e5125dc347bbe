import type { PackageTemplate } from '../../src/model/package-template.ts';

/** As the package template says where homes are. */
export function homeOf(template: PackageTemplate, username: string): string {
  const { home_dir } = template.account ?? {};
  return (typeof home_dir === 'string' ? home_dir : '/home/{username}').replaceAll('{username}', username);
}

// What an account's PHP may take together is held within its limits.

import type { Finding } from '../finding.ts';
import type { PartialSet } from '../partial-set.ts';
import { phpLimitsOf } from '../php-limits.ts';

const MIB = 1024 * 1024;
const LEAST_PROCESS = 16 * MIB;

export function checkPhp({ limits, domains, services }: PartialSet): Finding[] {
  const settings = services.php?.settings;
  if (settings === undefined) return [];
  const findings: Finding[] = [];
  const find = (key: string, message: string, remedy: string) =>
    findings.push({ file: 'services.json', path: ['php', 'settings', key], message, remedy });

  const memoryMb = limits.memory_limit_mb ?? 0;
  const pools = versionsOf({ domains, services }).size;
  const { memory_limit, max_children, upload_max_filesize, post_max_size } = settings;
  if (memory_limit !== undefined && memory_limit < LEAST_PROCESS) {
    find('memory_limit', `is ${inMb(memory_limit)}, too little for PHP`, 'use at least 16M');
  } else if (memoryMb > 0) {
    const each = memory_limit ?? LEAST_PROCESS;
    const children = max_children ?? 1;
    const total = each * children * pools;
    if (total > memoryMb * MIB) {
      const versions = pools === 1 ? '' : ` in each of ${pools} versions of PHP`;
      const sum = `${inMb(each)} for ${processes(children)}${versions} is ${inMb(total)}`;
      const has = `the account has ${memoryMb} MB of memory`;
      const most = Math.floor((memoryMb * MIB) / each / pools);
      if (max_children === undefined || most < 1) {
        const least = Math.floor(memoryMb / pools);
        find('memory_limit', `is too much: ${sum}, and ${has}`, `use at most ${least}M`);
      } else {
        find(
          'max_children',
          `is too many: ${sum}, and ${has}`,
          `use at most ${most}, or a smaller memory_limit`,
        );
      }
    }
    const opcacheMb = settings['opcache.memory_consumption'] ?? 0;
    if (opcacheMb * pools > memoryMb) {
      const sum = pools === 1 ? '' : `, ${opcacheMb * pools} MB for ${pools} versions of PHP`;
      find(
        'opcache.memory_consumption',
        `is ${opcacheMb} MB${sum}, and the account has ${memoryMb} MB of memory`,
        `use at most ${Math.floor(memoryMb / pools)}`,
      );
    }
  }
  if (post_max_size !== undefined && post_max_size < (upload_max_filesize ?? 0)) {
    find(
      'post_max_size',
      'is smaller than upload_max_filesize, so no such file gets through',
      'make it a little larger than that',
    );
  }
  const strings = settings['opcache.interned_strings_buffer'];
  const { 'opcache.memory_consumption': consumption } = settings;
  const { opcacheMb } = phpLimitsOf(
    {
      limits: { memory_limit_mb: memoryMb },
      services: { php: { settings: { 'opcache.memory_consumption': consumption } } },
    },
    pools,
  );
  if (strings !== undefined && strings >= opcacheMb) {
    find(
      'opcache.interned_strings_buffer',
      `is ${strings} MB of the ${opcacheMb} MB of opcache.memory_consumption, all there is`,
      `use at most ${Math.max(1, Math.floor(opcacheMb / 2))}`,
    );
  }
  return findings;
}

/** Each has a PHP-FPM of its own, in the same slice. */
function versionsOf({ domains, services }: Pick<PartialSet, 'domains' | 'services'>): ReadonlySet<string> {
  const sites = Object.values(domains.sites ?? {});
  const asked = sites.flatMap((site) => (site?.php === false ? [] : (site?.php_version ?? [])));
  return new Set([services.php?.version ?? '', ...asked]);
}

function processes(number: number): string {
  return number === 1 ? 'a process' : `each of ${number} processes`;
}

function inMb(bytes: number): string {
  return `${Number((bytes / MIB).toFixed(1))} MB`;
}

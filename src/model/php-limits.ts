// What the limits of an account come to for its PHP, in one place, so that PHP-FPM, php.ini and nginx never differ.

import type { LimitsFile } from './files/limits-file.ts';
import type { PhpService } from './files/services-file.ts';
import type { PhpSettings } from './values/php-settings.ts';

export const PHP_FILES_PER_PROCESS = 1024;

const MOST_CHILD_MB = 128;
const LEAST_CHILD_MB = 16;
const LEAST_CHILDREN = 2;
const MOST_CHILDREN = 200;
const CHILDREN_WHEN_UNLIMITED = 40;
const LEAST_REQUEST_SECONDS = 300;
const MIB = 1024 * 1024;
const DEFAULT_POST = 8 * MIB;
const DEFAULT_UPLOAD = 2 * MIB;
const MOST_OPCACHE_MB = 128;
const LEAST_OPCACHE_MB = 8;

interface PhpLimits {
  /** Processes at a time, and the bytes that each may take. */
  readonly children: number;
  readonly childBytes: number;
  readonly opcacheMb: number;
  /** The longest that a request may run, for PHP-FPM and for nginx, which waits for it. */
  readonly requestSeconds: number;
  /** Of the largest body of a request, and of the largest file in one. */
  readonly postBytes: number;
  readonly uploadBytes: number;
}

/** @param pools how many PHP-FPMs share the memory of the account: one for each version that its sites have */
export function phpLimitsOf(
  account: {
    readonly limits: Pick<LimitsFile, 'memory_limit_mb'>;
    readonly services: { readonly php: Pick<PhpService, 'settings'> };
  },
  pools = 1,
): PhpLimits {
  const memoryMb = account.limits.memory_limit_mb / pools;
  const settings: PhpSettings = account.services.php.settings ?? {};
  const uploadBytes = settings.upload_max_filesize ?? DEFAULT_UPLOAD;
  // A file comes with a few lines about it.
  const leastPost = uploadBytes > DEFAULT_UPLOAD ? uploadBytes + MIB : 0;
  return {
    ...childrenWithin(memoryMb, settings),
    opcacheMb:
      settings['opcache.memory_consumption'] ??
      (memoryMb === 0 ? MOST_OPCACHE_MB : clamp(memoryMb / 4, LEAST_OPCACHE_MB, MOST_OPCACHE_MB)),
    requestSeconds: Math.max(
      LEAST_REQUEST_SECONDS,
      settings.max_execution_time ?? 0,
      settings.max_input_time ?? 0,
    ),
    postBytes: settings.post_max_size ?? Math.max(DEFAULT_POST, leastPost),
    uploadBytes,
  };
}

function childrenWithin(memoryMb: number, settings: PhpSettings): Pick<PhpLimits, 'children' | 'childBytes'> {
  const { max_children: wanted, memory_limit: limit } = settings;
  if (memoryMb === 0) {
    return { children: wanted ?? CHILDREN_WHEN_UNLIMITED, childBytes: limit ?? MOST_CHILD_MB * MIB };
  }
  const share = clamp(memoryMb / (wanted ?? LEAST_CHILDREN), LEAST_CHILD_MB, MOST_CHILD_MB);
  const childBytes = limit ?? share * MIB;
  const least = limit === undefined ? LEAST_CHILDREN : 1;
  return { children: wanted ?? clamp((memoryMb * MIB) / childBytes, least, MOST_CHILDREN), childBytes };
}

function clamp(value: number, least: number, most: number): number {
  return Math.min(Math.max(Math.floor(value), least), most);
}

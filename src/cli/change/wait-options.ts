import type { Option } from '../command-line/command.ts';

export const WAIT_OPTIONS = {
  wait: { help: 'show progress and return when it is applied, or with exit code 1 when it cannot be' },
  timeout: { value: 'SECONDS', kind: 'number', help: 'the longest time to wait (default 120)' },
} as const satisfies Readonly<Record<string, Option>>;

import type { Option } from '../command-line/command.ts';

export const WAIT_OPTIONS = {
  wait: { help: 'return when it is in force, with progress; 1 when it cannot be' },
  timeout: { value: 'SECONDS', kind: 'number', help: 'how long to wait at most (default 120)' },
} as const satisfies Readonly<Record<string, Option>>;

import type { CommandGroup } from '../command.ts';
import { v1 } from './migrate/v1.ts';

export const migrate: CommandGroup = {
  name: 'migrate',
  summary: "bring another panel's accounts here, step by step",
  commands: [v1],
};

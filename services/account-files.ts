import type { Publication } from '../controllers/controller.ts';
import type { FileChange } from '../src/host/root-files.ts';

export function accountFiles(publications: readonly Publication[]): FileChange[] {
  return publications.flatMap(({ payload }) =>
    'change' in payload ? [payload.change, ...(payload.also ?? [])] : [],
  );
}

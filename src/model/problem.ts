// One thing that is wrong with a set: where it stands, what is wrong, what to do.

export interface Problem {
  /** Name inside the account's folder, or `.` for the folder itself. */
  readonly file: string;
  /** RFC 6901; the empty string is the whole file. */
  readonly pointer: string;
  /** Both count from 1; null where no text was at hand. Columns are UTF-16 units. */
  readonly line: number | null;
  readonly column: number | null;
  readonly message: string;
  readonly remedy: string;
}

/** Of one set. Whoever pasted the wrong file into it is not helped by ten thousand lines. */
export const MOST_PROBLEMS = 200;

/** `account.json:4:10 /uid: must be … — give it …` */
export function formatProblem(problem: Problem): string {
  const place = problem.line === null ? '' : `:${problem.line}:${problem.column ?? 1}`;
  const pointer = problem.pointer === '' ? '' : ` ${problem.pointer}`;
  const remedy = problem.remedy === '' ? '' : ` — ${problem.remedy}`;
  return `${problem.file}${place}${pointer}: ${problem.message}${remedy}`;
}

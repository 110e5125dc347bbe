// The properties of the terminal, where there is one.

export interface Screen {
  /** The columns of standard output; undefined when it is not a terminal. */
  readonly columns: number | undefined;
  readonly rows: number | undefined;
  /** Whether a person can be asked. */
  readonly interactive: boolean;
}

/** For terminals that do not report their size. */
const USUAL = { columns: 80, rows: 24 };

export function processScreen(): Screen {
  const { stdout, stdin, env } = process;
  const isTerminal = stdout.isTTY === true;
  return {
    columns: isTerminal ? Number(env.COLUMNS) || stdout.columns || USUAL.columns : undefined,
    rows: isTerminal ? Number(env.LINES) || stdout.rows || USUAL.rows : undefined,
    interactive: isTerminal && stdin.isTTY === true,
  };
}

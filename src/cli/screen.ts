// What the terminal is like, where there is one.

export interface Screen {
  /** Columns of standard output; undefined when it is no terminal. */
  readonly columns: number | undefined;
  readonly rows: number | undefined;
  /** Whether a person can be asked. */
  readonly interactive: boolean;
}

export function processScreen(): Screen {
  const { stdout, stdin } = process;
  const isTerminal = stdout.isTTY === true;
  return {
    columns: isTerminal ? stdout.columns : undefined,
    rows: isTerminal ? stdout.rows : undefined,
    interactive: isTerminal && stdin.isTTY === true,
  };
}

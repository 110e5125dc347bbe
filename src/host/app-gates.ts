/** The gate of an app is a file: nginx sends requests to the app's port only while it is there. */
export interface AppGate {
  /** The file's path, such as `/run/jopanel/apps/joko-blog.open`. */
  readonly path: string;
  /** On the loopback address. */
  readonly port: number;
  /** Of the account that alone may listen there. */
  readonly uid: number;
}

/** Who would get a request to an app's port: the app's account, another user, or no process at all. */
export type PortHolder = 'account' | 'another' | 'none';

export interface AppGatesReader {
  /** Looks at the kernel's table of listeners. @returns by path */
  observe(gates: readonly AppGate[]): Promise<ReadonlyMap<string, PortHolder>>;
}

export interface AppGates extends AppGatesReader {
  /**
   * Looks, opens the gates of the apps whose own account listens, and closes all others, also those of apps that are
   * not named.
   *
   * @returns by path
   */
  set(gates: readonly AppGate[]): Promise<ReadonlyMap<string, PortHolder>>;
}

/** Sockets at which the requests of sleeping accounts arrive, and the names by which nginx finds them. */
export interface PhpSockets {
  /** A new socket in a folder that only root can write; only `owner` may connect. What lay there before goes. */
  hold(path: string, owner: string, onRequest: (request: PhpRequest) => void): Promise<HeldSocket>;
  /** Lets `name` lead to the socket at `path`, from one moment to the next. */
  lead(name: string, path: string): Promise<void>;
  /** Whether `name` leads to the socket at `path`, to another one that somebody listens on, or to nothing. */
  follow(name: string, path: string): Promise<'there' | 'elsewhere' | 'nowhere'>;
  /** Connects to the socket at `path` and leaves at once; nothing listening there is no error. */
  knock(path: string): Promise<void>;
  /** The connections to sockets in `folder`; undefined where the kernel's list is too long to be read. */
  connections(folder: string): Promise<readonly PhpConnection[] | undefined>;
  /** Returns once no request that was passed on is still being answered. */
  settled(): Promise<void>;
  /** Takes a name away. */
  forget(name: string): Promise<void>;
}

export interface HeldSocket {
  /** Takes no more requests; those that it has are not touched. */
  close(): Promise<void>;
  /** From now on `owner` may connect, and no other user. */
  admit(owner: string): Promise<void>;
}

/** A connection to the socket of an FPM, as the kernel lists it. */
export interface PhpConnection {
  readonly path: string;
  /** Of the server's end; another one's once it is closed. */
  readonly inode: string;
  /** False while it waits for a process of the FPM. */
  readonly isTaken: boolean;
}

/** A connection from nginx with one request, of which nothing has been answered. */
export interface PhpRequest {
  /**
   * Connects it with the socket at `path`, there and back.
   *
   * @returns false when nothing listens there; the request may then be passed on again
   */
  passTo(path: string): Promise<boolean>;
  /** Closes it without an answer, which nginx answers with 502. */
  refuse(): void;
}

/** `more`: what a request begins with does not say yet. `none`: it names no pool, or is no request. */
export type NamedPool =
  | { readonly kind: 'more' }
  | { readonly kind: 'none' }
  | { readonly kind: 'value'; readonly value: string };

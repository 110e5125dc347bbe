/** Asks the web server for a name as a visitor would. */
export interface FrontDoor {
  /** The addresses of this host, such as `127.0.0.1`. @param ipv6 whether those of IPv6 are answered at all */
  addresses(ipv6: boolean): readonly string[];
  /** Who answers for `name` at `address`, by what it sends for `path`. */
  ask(question: FrontDoorQuestion): Promise<FrontDoorAnswer>;
}

export interface FrontDoorQuestion {
  readonly address: string;
  /** By TLS on port 443, whatever the certificate says; else on port 80. */
  readonly isSecure: boolean;
  readonly name: string;
  readonly path: string;
  /** What the servers of accounts send. */
  readonly expected: string;
}

export type FrontDoorAnswer =
  | { readonly kind: 'expected' }
  | { readonly kind: 'other'; readonly status: number }
  | { readonly kind: 'none'; readonly why: string };

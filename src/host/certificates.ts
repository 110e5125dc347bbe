import type { RenewalNote } from '../model/acme/stored-certificate.ts';

/** TLS certificates that an operator, or a tool such as certbot, has put on the host, and those that jopanel got. */
export interface CertificatesReader {
  /** What lies in each folder where certificates are looked for, the operator's own place first. */
  all(): Promise<readonly FoundCertificate[]>;
}

export interface Certificate {
  /** The file with the certificate and its chain. */
  readonly chain: string;
  readonly key: string;
  /** Of the chain's file: a new certificate at the same path has another one. */
  readonly digest: string;
  /** Names as the certificate lists them, `*.example.com` included. */
  readonly names: readonly string[];
  /** At this moment. nginx serves one that is not valid all the same, and so do we where there is no other. */
  readonly validity: 'valid' | 'expired' | 'not_yet_valid';
  /** Milliseconds since 1970, as are all times here. */
  readonly validFrom: number;
  readonly validTo: number;
  /** Who signed it, as a person knows them. */
  readonly issuer: string;
  /** 0 for the operator's own place, which comes first. */
  readonly place: number;
  /** Of those that jopanel got. */
  readonly stored?: StoredCertificate;
}

export interface StoredCertificate {
  /** By the first name of the site that it was got for. */
  readonly site: string;
  /** The name of its folder, which tells a newer one from an older. */
  readonly version: string;
  /** How the authority knows it; undefined where it does not say who signed it. */
  readonly id: string | undefined;
  readonly renewal: RenewalNote | undefined;
}

interface Found {
  /** The name of the folder, such as `example.com-0001`. */
  readonly folder: string;
}

export type FoundCertificate =
  | (Found & { readonly usable: true } & Certificate)
  /** Why not, in a sentence that names the file. */
  | (Found & { readonly usable: false; readonly why: string });

import { createPrivateKey, generateKeyPairSync, type KeyObject } from 'node:crypto';
import type { Clock } from '../src/host/clock.ts';
import type { AuthorityAccess } from '../src/model/acme/acme-messages.ts';
import { sha256 } from '../src/model/digest.ts';
import { AcmeSession, type SessionOptions } from './session.ts';

/** Where the keys of our accounts with authorities lie. */
export interface KeyStore {
  /** The text of a key; undefined when there is none of that name. */
  read(name: string): Promise<string | undefined>;
  /** Is durable when it returns. */
  write(name: string, text: string): Promise<void>;
}

interface AuthoritiesOptions {
  readonly keys: KeyStore;
  readonly clock: Clock;
  readonly send: SessionOptions['send'];
}

const MOST_SESSIONS = 20;

/** One session for each authority, and one account key, which is made when it is first needed. */
export class Authorities {
  readonly #options: AuthoritiesOptions;
  readonly #sessions = new Map<string, Promise<AcmeSession>>();

  constructor(options: AuthoritiesOptions) {
    this.#options = options;
  }

  session(access: AuthorityAccess): Promise<AcmeSession> {
    const id = JSON.stringify([access.directory, access.email, access.ca, access.eab]);
    let session = this.#sessions.get(id);
    if (session === undefined) {
      if (this.#sessions.size >= MOST_SESSIONS) this.#sessions.clear();
      session = this.#open(access);
      this.#sessions.set(id, session);
      session.catch(() => this.#sessions.delete(id));
    }
    return session;
  }

  async #open(access: AuthorityAccess): Promise<AcmeSession> {
    const { clock, send } = this.#options;
    return new AcmeSession({ access, clock, send, key: await this.#key(access.directory) });
  }

  async #key(directory: string): Promise<KeyObject> {
    const { keys } = this.#options;
    const name = `account-${sha256(directory).slice(0, 16)}.pem`;
    const kept = await keys.read(name);
    if (kept !== undefined) return createPrivateKey(kept);
    const { privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
    await keys.write(name, privateKey.export({ format: 'pem', type: 'pkcs8' }).toString());
    return privateKey;
  }
}

import type { HeldSocket, PhpRequest, PhpSockets } from '../src/host/php-sockets.ts';
import { phpPoolSocket } from '../src/model/php-order.ts';
import type { WantedPool } from './wanted-pool.ts';

/** The name at which nginx finds a pool, and the socket behind it while the pool sleeps. */
export class PoolSocket {
  readonly #sockets: PhpSockets;
  readonly #name: string;
  readonly #own: string;
  #held: HeldSocket | undefined;
  #isTaken = false;

  /** @param runDir such as `/run/jopanel/php` */
  constructor(sockets: PhpSockets, id: string, runDir: string) {
    this.#sockets = sockets;
    this.#name = phpPoolSocket(id);
    this.#own = `${runDir}/asleep/${id}.sock`;
  }

  /** True while another program listens at the name, which is then left to it. */
  get isTaken(): boolean {
    return this.#isTaken;
  }

  async open(owner: string, onRequest: (request: PhpRequest) => void): Promise<void> {
    this.#held = await this.#sockets.hold(this.#own, owner, onRequest);
  }

  async admit(owner: string): Promise<void> {
    await this.#held?.admit(owner);
  }

  /**
   * Lets the name lead to the socket of an FPM, or to our own without one.
   *
   * @param others sockets of FPMs that the name may lead to before
   */
  async lead(to: string | undefined, others: readonly string[], { takesOver }: WantedPool): Promise<void> {
    const target = to ?? this.#own;
    const found = await this.#sockets.follow(this.#name, target);
    this.#isTaken = found === 'elsewhere' && !takesOver && !(await this.#leadsToAny([this.#own, ...others]));
    if (found !== 'there' && !this.#isTaken) await this.#sockets.lead(this.#name, target);
  }

  /** Takes no more requests. Those that it has are not touched. */
  async hush(): Promise<void> {
    await this.#held?.close();
  }

  /** Takes the name away, unless it is another program's. */
  async close(): Promise<void> {
    if (!this.#isTaken) await this.#sockets.forget(this.#name);
    await this.hush();
    await this.#sockets.forget(this.#own);
  }

  async #leadsToAny(sockets: readonly string[]): Promise<boolean> {
    for (const socket of sockets) {
      if ((await this.#sockets.follow(this.#name, socket)) === 'there') return true;
    }
    return false;
  }
}

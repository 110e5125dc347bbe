// A certificate authority that signs what the simulated machine asks for, and the certificates on its disk.

import { createPrivateKey, X509Certificate } from 'node:crypto';
import type { CertificateAuthority } from '../../../src/host/certificate-authority.ts';
import type { Certificate, FoundCertificate } from '../../../src/host/certificates.ts';
import type { Clock } from '../../../src/host/clock.ts';
import type { Challenge, FailedName, RenewalInfo } from '../../../src/model/acme/acme-messages.ts';
import { certificateId } from '../../../src/model/acme/certificate-id.ts';
import { isVersionName, parseRenewalNote } from '../../../src/model/acme/stored-certificate.ts';
import { digestOf } from '../../../src/model/digest.ts';
import { issue, testAuthority } from '../../acme/issue-certificate.ts';
import { lookUp, walk } from '../disk.ts';
import type { World } from '../world.ts';

const AUTHORITY = testAuthority();
const TLS = '/var/lib/jopanel/tls/';
const DAY_MS = 86_400_000;

type Step = 'check' | 'order' | 'validate' | 'finalize';

/** What a test makes of the authority, and what it has seen. */
export interface SimAuthority {
  readonly orders: { readonly names: readonly string[]; readonly replaces: string | undefined }[];
  /** Names whose validation fails, and how the authority says so. */
  readonly dead: Map<string, string>;
  /** Thrown by the next step of that name, and so on. */
  readonly faults: { readonly step: Step; readonly error: Error }[];
  /** Waited for in each step of that name, which is given what stops it. */
  readonly pauses: Map<Step, (stop: AbortSignal) => Promise<void>>;
  lifeDays: number;
  renewal: RenewalInfo | undefined;
  /** What is sent in place of the chain. */
  spoil: (chain: string) => string;
  serial: number;
}

export function newAuthority(): SimAuthority {
  return {
    orders: [],
    dead: new Map(),
    faults: [],
    pauses: new Map(),
    lifeDays: 90,
    renewal: undefined,
    spoil: (chain) => chain,
    serial: 0,
  };
}

const state = new WeakMap<object, SimAuthority>();

/** Of this machine; it outlives the daemon. */
export function authorityOf(machine: object): SimAuthority {
  let found = state.get(machine);
  if (found === undefined) {
    found = newAuthority();
    state.set(machine, found);
  }
  return found;
}

export function simAuthority({ machine, effects }: World, clock: Pick<Clock, 'now'>): CertificateAuthority {
  const sim = authorityOf(machine);

  async function step(name: Step, stop: AbortSignal): Promise<void> {
    effects.check();
    await sim.pauses.get(name)?.(stop);
    effects.check();
    const at = sim.faults.findIndex((fault) => fault.step === name);
    const [fault] = at === -1 ? [] : sim.faults.splice(at, 1);
    if (fault !== undefined) throw fault.error;
  }

  return {
    available: { ok: true },
    async check(_request, stop) {
      await step('check', stop);
      return { failed: [], found: [] };
    },
    async openOrder({ names, replaces }, stop) {
      await step('order', stop);
      sim.orders.push({ names, replaces });
      return {
        url: 'https://ca.example/order',
        finalize: 'https://ca.example/finalize',
        challenges: names.map(challenge),
      };
    },
    async validate(_access, challenges, stop) {
      await step('validate', stop);
      return challenges.flatMap(({ name, token, answer }): FailedName[] => {
        const why = sim.dead.get(name) ?? unanswered(machine, token, answer);
        return why === undefined ? [] : [{ name, why }];
      });
    },
    async finalize({ csr }, stop) {
      await step('finalize', stop);
      const request = Buffer.from(csr, 'base64url');
      const life = { from: clock.now() - 3_600_000, to: clock.now() + sim.lifeDays * DAY_MS };
      sim.serial += 1;
      return sim.spoil(issue(AUTHORITY, request, life, sim.serial));
    },
    async renewalInfo(_access, _certificate, stop) {
      await step('check', stop);
      return sim.renewal;
    },
  };
}

function challenge(name: string): Challenge {
  const token = Buffer.from(name.padEnd(12, '-')).toString('base64url').slice(0, 128);
  const url = 'https://ca.example/challenge';
  return { name, url, authorization: url, token, answer: `${token}.${'a'.repeat(43)}` };
}

function unanswered({ disk }: World['machine'], token: string, answer: string): string | undefined {
  const file = lookUp(disk, `/var/lib/jopanel/acme/.well-known/acme-challenge/${token}`);
  return file?.text === answer ? undefined : 'the challenge is not answered';
}

/** What lies on the disk of the simulated machine, as the real reader finds it. */
export function simCertificates({ machine, effects }: World, clock: Pick<Clock, 'now'>) {
  return {
    async all(): Promise<readonly FoundCertificate[]> {
      effects.check();
      const folders = new Set(
        [...walk(machine.disk)].flatMap(([path]) => {
          const [site = '', version = ''] = path.startsWith(TLS) ? path.slice(TLS.length).split('/') : [];
          return isVersionName(version) ? [`${site}/${version}`] : [];
        }),
      );
      return [...folders].sort().map((folder) => read(folder));
    },
  };

  function read(folder: string): FoundCertificate {
    const text = (name: string) => lookUp(machine.disk, `${TLS}${folder}/${name}`)?.text ?? '';
    const [chain, key] = [text('fullchain.pem'), text('privkey.pem')];
    if (chain === '' || key === '') return { folder, usable: false, why: `${folder} is not whole` };
    const leaf = new X509Certificate(chain);
    if (!leaf.checkPrivateKey(createPrivateKey(key))) throw new Error(`${folder} holds another key`);
    const validTo = leaf.validToDate.getTime();
    const [site = '', version = ''] = folder.split('/');
    const certificate: Certificate = {
      chain: `${TLS}${folder}/fullchain.pem`,
      key: `${TLS}${folder}/privkey.pem`,
      digest: digestOf(Buffer.from(chain)),
      names: (leaf.subjectAltName ?? '').split(', ').map((each) => each.slice('DNS:'.length)),
      validity: clock.now() > validTo ? 'expired' : 'valid',
      validFrom: leaf.validFromDate.getTime(),
      validTo,
      issuer: 'Test Authority',
      place: 2,
      stored: { site, version, id: certificateId(leaf), renewal: parseRenewalNote(text('renewal.json')) },
    };
    return { folder, usable: true, ...certificate };
  }
}

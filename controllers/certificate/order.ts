import { generateKeyPairSync } from 'node:crypto';
import { authorityAccess } from '../../src/host/authority-access.ts';
import { AuthorityError } from '../../src/host/certificate-authority.ts';
import { isoTime } from '../../src/host/clock.ts';
import type { Host } from '../../src/host/host.ts';
import {
  type AuthorityAccess,
  CHALLENGE_PATH,
  type Challenge,
  type FailedName,
  type OpenOrder,
} from '../../src/model/acme/acme-messages.ts';
import type { AcmeSettings } from '../../src/model/acme/acme-settings.ts';
import { certificateRequest } from '../../src/model/acme/certificate-request.ts';
import { versionName } from '../../src/model/acme/stored-certificate.ts';
import { AfterFailure, type AfterReport } from '../after-action.ts';
import { PUBLIC } from '../generated-file.ts';
import { certificatesBudget, failuresBudget, ordersBudget } from './budgets.ts';
import { checkChain } from './check-chain.ts';
import { nameRetry } from './site-state.ts';
import { storeCertificate } from './store-certificate.ts';

interface CertificateOrder {
  readonly acme: AcmeSettings;
  readonly names: readonly string[];
  /** Where the certificates of the site lie, and where challenges are answered from. */
  readonly folder: string;
  readonly acmeDir: string;
  /** How the authority knows the certificate that this one replaces. */
  readonly replaces: string | undefined;
  /** Names that need no new certificate by themselves. */
  readonly covered: readonly string[];
  /** Names that failed before. */
  readonly pending: readonly string[];
}

const HOUR_MS = 3_600_000;
/** A limit may be of one name alone, so others wait only this long for what it turns out to be. */
const HOLD_MS = 300_000;
const ROUNDS = 3;

/**
 * Gets a certificate for all of the names that the authority finds in order: those that fail are split off, and the
 * others are ordered for without them.
 *
 * @throws AfterFailure when no certificate came of it
 */
export async function getCertificate(
  host: Host,
  stop: AbortSignal,
  order: CertificateOrder,
): Promise<AfterReport> {
  const failed: FailedName[] = [];
  const spent: string[] = [];
  try {
    const access = await authorityAccess(host, order.acme);
    const checked = await host.authority.check({ access, names: [...order.names] }, stop);
    failed.push(...checked.failed);
    for (let round = 1; ; round += 1) {
      const names = order.names.filter((name) => !failed.some((each) => each.name === name));
      const isWanted = names.some((name) => !order.covered.includes(name));
      if (names.length === 0) throw new Error(inWords(failed));
      if (!isWanted) return report();
      if (round > 1) spent.push(ordersBudget(order.acme));
      const onIssued = () => spent.push(certificatesBudget(names));
      const found = await tryNames(host, stop, { ...order, names, onIssued }, access);
      if (found.state === 'issued') return report();
      failed.push(...found.failed.map((each) => withAddresses(each, checked.found, host)));
      spent.push(...found.failed.map(({ name }) => failuresBudget(name)));
      if (round === ROUNDS) throw new Error(inWords(failed));
    }
  } catch (error) {
    throw failureOf(error, order.acme, spent);
  }

  function report(): AfterReport {
    const isFailed = (name: string) => failed.some((each) => each.name === name);
    return {
      failed: failed.map(({ name, why }) => ({ item: nameRetry(name), error: why })),
      worked: order.pending.filter((name) => !isFailed(name)).map(nameRetry),
      spent,
    };
  }
}

type Tried =
  | { readonly state: 'issued' }
  | { readonly state: 'failed'; readonly failed: readonly FailedName[] };

async function tryNames(
  host: Host,
  stop: AbortSignal,
  order: CertificateOrder & { readonly onIssued: () => void },
  access: AuthorityAccess,
): Promise<Tried> {
  const { authority } = host;
  const { names, acme, replaces } = order;
  let open: OpenOrder;
  try {
    open = await authority.openOrder(
      {
        access,
        names: [...names],
        ...(acme.profile === undefined ? {} : { profile: acme.profile }),
        ...(replaces === undefined ? {} : { replaces }),
      },
      stop,
    );
  } catch (error) {
    // Names that the authority does not sign at all.
    if (error instanceof AuthorityError && names.length > 1) {
      const failed = error.problem.failed.filter(({ name }) => names.includes(name));
      if (failed.length > 0) return { state: 'failed', failed };
    }
    throw error;
  }
  const challenges = open.challenges.filter(({ name }) => names.includes(name));
  if (challenges.length > 0) {
    const failed = await answering(host, order.acmeDir, challenges, async () => {
      const unanswered = await askFrontDoor(host, challenges);
      if (unanswered.length > 0) return unanswered;
      return authority.validate(access, challenges, stop);
    });
    if (failed.length > 0) return { state: 'failed', failed };
  }
  const { privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  const csr = certificateRequest(privateKey, names).toString('base64url');
  const { url, finalize } = open;
  const sent = await authority.finalize({ access, order: { url, finalize }, csr }, stop);
  // The authority counts it, also where nothing comes of it here.
  order.onIssued();
  const now = host.clock.now();
  const chain = checkChain(sent, privateKey, names, now);
  await storeCertificate(host.files, order.folder, versionName(isoTime(now)), {
    key: privateKey.export({ format: 'pem', type: 'pkcs8' }).toString(),
    chain,
  });
  return { state: 'issued' };
}

/** Keeps the answers in place for as long as `work` goes on. */
async function answering<Value>(
  { files }: Host,
  acmeDir: string,
  challenges: readonly Challenge[],
  work: () => Promise<Value>,
): Promise<Value> {
  const changes = challenges.map(({ token, answer }) => ({
    path: `${acmeDir}${CHALLENGE_PATH}${token}`,
    text: answer,
    ...PUBLIC,
  }));
  await files.put(changes);
  try {
    return await work();
  } finally {
    await files.put(changes.map((change) => ({ ...change, text: null })));
  }
}

/** A challenge that our own web server does not answer is one that the authority need not try. */
async function askFrontDoor({ frontDoor }: Host, challenges: readonly Challenge[]): Promise<FailedName[]> {
  const failed: FailedName[] = [];
  for (const { name, token, answer } of challenges) {
    const question = {
      address: '127.0.0.1',
      isSecure: false,
      name,
      path: `${CHALLENGE_PATH}${token}`,
      expected: answer,
    };
    const found = await frontDoor.ask(question);
    if (found.kind === 'none')
      throw new Error(`the web server of this host does not answer on port 80 (${found.why}); start it`);
    if (found.kind === 'other') {
      const why = `another site of this host's web server answers for it (status ${found.status}); look for one with this server_name`;
      failed.push({ name, why });
    }
  }
  return failed;
}

/** Where the name leads elsewhere, as far as this host knows its own addresses, that is most likely why. */
function withAddresses(
  failed: FailedName,
  found: readonly { readonly name: string; readonly addresses: readonly string[] }[],
  { frontDoor }: Host,
): FailedName {
  const addresses = found.find(({ name }) => name === failed.name)?.addresses ?? [];
  const own = frontDoor.addresses(true);
  if (addresses.length === 0 || addresses.some((each) => own.includes(each))) return failed;
  const why = `${failed.why}; the DNS says ${addresses.slice(0, 4).join(', ')}, which is no address of this host`;
  return { name: failed.name, why };
}

function inWords(failed: readonly FailedName[]): string {
  return failed.map(({ name, why }) => `${name}: ${why}`).join('; ');
}

function failureOf(error: unknown, acme: AcmeSettings, spent: readonly string[]): unknown {
  if (!(error instanceof AuthorityError)) {
    return error instanceof Error ? new AfterFailure(error.message, { spent }) : error;
  }
  const { fault, message, retryAfterMs } = error.problem;
  const wait = retryAfterMs === undefined ? {} : { retryAfterMs };
  if (fault === 'refused') return new AfterFailure(message, { spent, ...wait });
  if (fault === 'unavailable') return new AfterFailure(message, { spent, longestRetryMs: HOUR_MS, ...wait });
  const forMs = Math.min(retryAfterMs ?? HOUR_MS, HOLD_MS);
  return new AfterFailure(message, {
    spent,
    retryAfterMs: retryAfterMs ?? HOUR_MS,
    hold: { budget: ordersBudget(acme), forMs },
  });
}

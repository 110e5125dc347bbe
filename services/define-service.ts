import type { HostReader } from '../src/host/host.ts';
import type { CheckResult } from '../src/host/services.ts';
import type { Step } from '../src/model/step.ts';
import type { Candidate, Composition, Publication, Service, ServiceContext } from './service.ts';

/** What an account has to say to a service. */
export interface Published<Payload> {
  readonly account: string;
  readonly payload: Payload;
}

/** What is as most services have it, unless their folder says otherwise. */
const USUAL = {
  comesUpAfter: [],
  cleanOutput: (output: string) => output,
} satisfies Partial<Service>;

/** A service as its folder defines it, with the type of what accounts publish through it. */
interface ServiceDefinition<Payload>
  extends Omit<Service, 'compose' | 'verifyCandidate' | keyof typeof USUAL>,
    Partial<Pick<Service, keyof typeof USUAL>> {
  compose(
    published: readonly Published<Payload>[],
    host: HostReader,
    context: ServiceContext,
  ): Promise<Composition>;
  verifyCandidate?(
    host: HostReader,
    candidate: Candidate,
    published: readonly Published<Payload>[],
  ): Promise<CheckResult>;
}

/** A service that controllers can publish through. */
interface OpenService<Payload> extends Service {
  publication(step: Step, payload: Payload): Publication;
}

/**
 * Closes the type of the payload over a service, so that the engine can hold
 * services of all types in one list: only the service that made a publication
 * can read what it carries.
 */
export function defineService<Payload>(definition: ServiceDefinition<Payload>): OpenService<Payload> {
  const payloads = new WeakMap<Publication, { readonly payload: Payload }>();
  const opened = (publications: readonly Publication[]): Published<Payload>[] =>
    publications.map((publication) => {
      const carried = payloads.get(publication);
      if (carried === undefined) {
        throw new TypeError(`"${publication.summary}" is not published through ${definition.name}`);
      }
      return { account: publication.account, payload: carried.payload };
    });
  return {
    ...USUAL,
    ...definition,
    publication(step, payload) {
      const publication: Publication = { ...step, service: definition.name };
      payloads.set(publication, { payload });
      return publication;
    },
    compose: (publications, host, context) => definition.compose(opened(publications), host, context),
    verifyCandidate: async (host, candidate, publications) =>
      (await definition.verifyCandidate?.(host, candidate, opened(publications))) ?? { ok: true },
  };
}

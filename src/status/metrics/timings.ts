// Measures how long the engine's work takes. The host port and the controllers are wrapped, so that the engine itself
// contains no measuring.

import type { Action, Plan, ResourceController } from '../../../controllers/controller.ts';
import type { Host } from '../../host/host.ts';
import type { Family } from './exposition.ts';
import { Histogram } from './histogram.ts';

const SHORT = [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30];

export class Timings {
  readonly steps = new Histogram({
    name: 'jopanel_step_duration_seconds',
    help: 'Time that one step for one account took, by resource.',
    label: 'resource',
    buckets: SHORT,
  });
  readonly reloads = new Histogram({
    name: 'jopanel_service_reload_duration_seconds',
    help: 'Time from the signal until the service was seen to run with its new configuration.',
    label: 'service',
    buckets: SHORT,
  });
  readonly tests = new Histogram({
    name: 'jopanel_service_test_duration_seconds',
    help: "Time that the service's own checker took for a whole candidate configuration.",
    label: 'service',
    buckets: SHORT,
  });
  readonly #failed = new Map<string, number>();

  /** The same host with timed reloads and tests. */
  watchHost(host: Host): Host {
    const time = this.#time(host);
    const { services } = host;
    return {
      ...host,
      services: {
        ...services,
        reload: (service) => time(this.reloads, service.name, () => services.reload(service)),
        test: (service, changes, stop) =>
          time(this.tests, service.name, () => services.test(service, changes, stop)),
      },
    };
  }

  /** The same controllers with timed actions. */
  watchControllers(controllers: readonly ResourceController[], host: Host): ResourceController[] {
    const time = this.#time(host);
    // Actions in bulk are left out: a wrapped one would lose its identity, and its time is not that of one account.
    const watched = (action: Action): Action =>
      action.bulk === undefined
        ? {
            ...action,
            apply: (door, stop) => time(this.steps, action.resource, () => action.apply(door, stop)),
          }
        : action;
    const watchedPlan = (plan: Plan): Plan => ({ ...plan, actions: plan.actions.map(watched) });
    return controllers.map((controller) => ({
      ...controller,
      async planAll(reader, targets, context) {
        const plans = await controller.planAll(reader, targets, context);
        return new Map([...plans].map(([username, plan]) => [username, watchedPlan(plan)]));
      },
    }));
  }

  families(): Family[] {
    const failures: Family = {
      name: 'jopanel_failures_total',
      help: 'Steps, tests and reloads that ended with an error, by resource or service.',
      type: 'counter',
      samples: [...this.#failed].map(([subject, value]) => ({ labels: { subject }, value })),
    };
    return [this.steps.family(), this.reloads.family(), this.tests.family(), failures];
  }

  #time({ clock }: Host) {
    return async <T>(histogram: Histogram, label: string, work: () => Promise<T>): Promise<T> => {
      const begun = clock.monotonic();
      try {
        return await work();
      } catch (error) {
        this.#failed.set(label, (this.#failed.get(label) ?? 0) + 1);
        throw error;
      } finally {
        histogram.observe((clock.monotonic() - begun) / 1000, label);
      }
    };
  }
}

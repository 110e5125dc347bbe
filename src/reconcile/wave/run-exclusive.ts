/** Does work while no wave runs. @returns what comes of the work */
export type RunExclusive = <T>(work: () => Promise<T>) => Promise<T>;

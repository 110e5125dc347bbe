import type { Host } from '../../src/host/host.ts';

/** The host with some functions of one port replaced. @param replace given the functions whose place they take */
export function withPort<Port extends keyof Host>(
  host: Host,
  port: Port,
  replace: (real: Host[Port]) => Partial<Host[Port]>,
): Host {
  return { ...host, [port]: { ...host[port], ...replace(host[port]) } };
}

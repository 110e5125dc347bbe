import type { MachineFacts } from '../../src/host/machine-facts.ts';

/**
 * Where nginx has HTTP/3 and the operator has left it on. Not beside a default server of the operator's own for TLS: the
 * sockets of HTTP/3 belong to one default server, which would have to be that one.
 */
export function servesHttp3({
  facts: { nginx },
  http3,
}: {
  readonly facts: Pick<MachineFacts, 'nginx'>;
  readonly http3: boolean;
}): boolean {
  return http3 && nginx.http3 && nginx.canRejectHandshake && nginx.tlsDefaultServer === undefined;
}

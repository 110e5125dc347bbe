import type { Machine } from '../machine.ts';

type Files = ReadonlyMap<string, string>;

/** The sockets that all other services listen on. */
export function socketsOfOthers({ services }: Machine, name: string): string[] {
  return [...services]
    .filter(([other, { isRunning }]) => other !== name && isRunning)
    .flatMap(([, { loaded }]) => socketsOf(loaded));
}

/** Whether another service listens where one with these files would: then it ends when it is reloaded. */
export function isSocketTaken(machine: Machine, name: string, files: Files): boolean {
  const taken = new Set(socketsOfOthers(machine, name));
  return socketsOf(files).some((socket) => taken.has(socket));
}

/** Sites whose PHP requests nobody answers, though nginx runs and their account is not locked. */
export function deadSockets({ services, users }: Machine): string[] {
  const nginx = services.get('nginx');
  if (!nginx?.isRunning) return [];
  const answered = new Set(
    [...services].filter(([, { isRunning }]) => isRunning).flatMap(([, { loaded }]) => socketsOf(loaded)),
  );
  const open = [...nginx.loaded].filter(([path]) => {
    const username = /([^/]+)\.conf$/.exec(path)?.[1] ?? '';
    return users.get(username)?.expiresOnDay === undefined;
  });
  return open.flatMap(([path, text]) =>
    [...text.matchAll(/fastcgi_pass "?unix:([^;"]+)"?;/g)]
      .filter(([, socket = '']) => !answered.has(socket))
      .map(([, socket = '']) => `nobody answers at ${socket}, where ${path} sends requests`),
  );
}

function socketsOf(files: Files): string[] {
  return [...files.values()].flatMap((text) =>
    [...text.matchAll(/^listen = (.+)$/gm)].map(([, socket = '']) => socket),
  );
}

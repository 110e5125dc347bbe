import type { ServiceName } from '../../../src/host/services.ts';
import type { Machine } from '../machine.ts';

type Files = ReadonlyMap<string, string>;

/** Whether another PHP-FPM listens where one with these files would: then it ends when it is told to. */
export function isSocketTaken({ services }: Machine, name: ServiceName, files: Files): boolean {
  const taken = new Set(
    [...services]
      .filter(([other, { isRunning }]) => other !== name && isRunning)
      .flatMap(([, { loaded }]) => socketsOf(loaded)),
  );
  return name.startsWith('php-fpm@') && socketsOf(files).some((socket) => taken.has(socket));
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

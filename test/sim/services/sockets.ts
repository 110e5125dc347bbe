import type { Machine } from '../machine.ts';

/** Sites whose PHP requests get no answer, though nginx runs and their account is not locked. */
export function deadSockets({ services, users, php }: Machine): string[] {
  const nginx = services.get('nginx');
  if (!nginx?.isRunning) return [];
  const answered = new Set([...php.values()].flat().map(({ id }) => `/run/php/${id}.sock`));
  const open = [...nginx.loaded].filter(([path]) => {
    const username = /([^/]+)\.conf$/.exec(path)?.[1] ?? '';
    return users.get(username)?.expiresOnDay === undefined;
  });
  return open.flatMap(([path, text]) =>
    [...text.matchAll(/server "?unix:(\/run\/php\/[^;"]+)"?/g)]
      .filter(([, socket = '']) => !answered.has(socket))
      .map(([, socket = '']) => `nothing answers at ${socket}, where ${path} sends requests`),
  );
}

import { describe, expect, test } from 'vitest';
import type { SwitchState } from '../../../controllers/php-fpm-pool/version-switch.ts';
import { switchStates } from '../../../controllers/php-fpm-pool/version-switch.ts';
import type { FoundFile } from '../../../src/host/root-files.ts';

const SETTLED = '/run/php/jopanel-joko.sock';
const own = (version: string) => `/run/php/jopanel-joko-${version}.sock`;

/** By version, the sockets that its pool file says. */
type Files = Readonly<Record<string, readonly string[]>>;

function observed(files: Files): ReadonlyMap<string, FoundFile> {
  return new Map(
    ['8.2', '8.4'].map((version): [string, FoundFile] => {
      const sockets = files[version];
      if (sockets === undefined) return [version, { kind: 'absent' }];
      const text = sockets
        .map((socket, index) => `[pool-${index}]\nlisten = ${socket}\nlisten.mode = 0660\n`)
        .join('');
      return [version, { kind: 'file', path: '', text, uid: 0, gid: 0, mode: 0o644 }];
    }),
  );
}

/** The states in short: round, direction, sockets. */
function states(version: string, files: Files): (string | string[])[][] {
  return switchStates('jopanel-joko', version, observed(files)).map(short);
}

function short({ round, direction, sockets }: SwitchState) {
  return [`${round} ${direction}`, [...sockets]];
}

const PLAIN = [['1 up', [SETTLED]]];

describe('a pool', () => {
  test.each<[string, string, Files]>([
    ['is made where none is', '8.4', {}],
    ['stays where it is', '8.4', { '8.4': [SETTLED] }],
    ['comes back while the other has not settled yet', '8.2', { '8.4': [own('8.4')] }],
    ['stays while the other that never settled goes', '8.2', { '8.2': [SETTLED], '8.4': [own('8.4')] }],
  ])('%s', (_, version, files) => {
    expect(states(version, files)).toEqual(PLAIN);
  });

  test('moves by way of a socket of its own', () => {
    expect(states('8.4', { '8.2': [SETTLED] })).toEqual([
      ['1 up', [own('8.4')]],
      ['2 up', [SETTLED, own('8.4')]],
      ['2 down', [SETTLED]],
    ]);
  });

  test.each<[string, Files]>([
    ['has arrived while the other is still there', { '8.2': [SETTLED], '8.4': [own('8.4')] }],
    ['has arrived while the other is half way itself', { '8.2': [SETTLED, own('8.2')], '8.4': [own('8.4')] }],
  ])('goes on after a crash when it %s', (_, files) => {
    expect(states('8.4', files)).toEqual(states('8.4', { '8.2': [SETTLED] }));
  });

  test.each<[string, Files]>([
    ['has arrived', { '8.4': [own('8.4')] }],
    ['listens on both', { '8.4': [SETTLED, own('8.4')] }],
  ])('settles after a crash when it %s and is alone', (_, files) => {
    expect(states('8.4', files)).toEqual([
      ['1 up', [SETTLED, own('8.4')]],
      ['1 down', [SETTLED]],
    ]);
  });
});

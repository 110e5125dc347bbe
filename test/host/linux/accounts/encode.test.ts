import { describe, expect, test } from 'vitest';
import { passwordLine, sysusersLines } from '../../../../src/host/linux/accounts/encode.ts';

const joko = {
  name: 'joko',
  uid: 12010,
  gid: 12011,
  comment: 'JoPanel joko',
  home: '/home/joko',
  shell: '/bin/bash',
};

describe('a line for chpasswd', () => {
  test.each(['*', '!*', '$6$salt$hash', '!$y$j9T$salt$hash./', '$2b$12$abc'])('takes %s', (field) => {
    expect(passwordLine('joko', field)).toBe(`joko:${field}\n`);
  });

  test.each(['', '!', '$6$x\nroot:$6$y', '$6$x:y', '$6$ x', '**'])('refuses the field %j', (field) => {
    expect(() => passwordLine('joko', field)).toThrow(TypeError);
  });

  test('does not repeat what it refused', () => {
    expect(() => passwordLine('joko', 'secret word')).toThrow(/^(?!.*secret)/);
  });

  test.each(['', 'jo:ko', 'joko\nroot', 'Joko', '-joko'])('refuses the user %j', (name) => {
    expect(() => passwordLine(name, '*')).toThrow(TypeError);
  });
});

describe('the lines for systemd-sysusers', () => {
  test('make a group and a user with exactly these ids', () => {
    expect(sysusersLines(joko)).toBe(
      'g joko 12011\nu joko 12010:joko "JoPanel joko" "/home/joko" "/bin/bash"\n',
    );
  });

  test.each([
    { name: 'joko root' },
    { uid: 0 },
    { uid: Number.NaN },
    { gid: -1 },
    { comment: 'a" "b' },
    { comment: '%H' },
    { home: '/home/joko\nu root 0' },
    { home: '/home/%u' },
    { shell: '/bin/\\bash' },
    { shell: '' },
  ])('refuse %j', (change) => {
    expect(() => sysusersLines({ ...joko, ...change })).toThrow(TypeError);
  });
});

// Which of an account's names would take one of the operator's.
import { expect, test } from 'vitest';
import { type ReservedBy, reservedNameTaken } from '../../src/model/reserved-name.ts';

const NGINX: ReservedBy = { kind: 'nginx', file: '/etc/nginx/sites-enabled/panel.conf' };

test.each([
  // An exact name: itself, what lies below it, and wildcards that would catch it.
  ['panel.hoster.example', 'panel.hoster.example', true],
  ['panel.hoster.example', 'www.panel.hoster.example', true],
  ['panel.hoster.example', '*.panel.hoster.example', true],
  ['panel.hoster.example', '*.hoster.example', true],
  ['panel.hoster.example', 'hoster.example', false],
  ['panel.hoster.example', 'shop.hoster.example', false],
  ['panel.hoster.example', 'my-panel.hoster.example', false],
  ['Panel.Hoster.example', 'panel.hoster.example', true],
  // Wildcards as nginx writes them.
  ['*.ops.example', 'a.ops.example', true],
  ['*.ops.example', 'ops.example', false],
  ['*.ops.example', '*.ops.example', true],
  ['*.a.ops.example', '*.ops.example', true],
  ['.ops.example', 'ops.example', true],
  ['.ops.example', 'a.b.ops.example', true],
  ['webmail.*', 'webmail.joko.example', true],
  ['webmail.*', 'mail.joko.example', false],
  ['www.hoster.*', '*.hoster.example', true],
  // Expressions, but for those that catch whatever no other server has.
  ['~^(?<box>[a-z]+)\\.box\\.example$', 'joko.box.example', true],
  ['~^(?P<box>[a-z]+)\\.box\\.example$', 'joko.box.example', true],
  ['~^(?<box>[a-z]+)\\.box\\.example$', 'box.example', false],
  ['~^(www\\.)?(?<domain>.+)$', 'joko.example', false],
  ['~(unbalanced', 'joko.example', false],
])('nginx answers %s: an account asks for %s: taken %s', (reserved, name, isTaken) => {
  const found = reservedNameTaken(name, [{ name: reserved, by: NGINX }]);
  expect(found).toEqual(isTaken ? { name: reserved, by: NGINX } : undefined);
});

test('accounts may have names below that of the host, and not that itself', () => {
  const host = [{ name: 'web1.hoster.example', by: { kind: 'host' } as const }];
  expect(reservedNameTaken('web1.hoster.example', host)).toBeDefined();
  expect(reservedNameTaken('*.hoster.example', host)).toBeDefined();
  expect(reservedNameTaken('joko.web1.hoster.example', host)).toBeUndefined();
});

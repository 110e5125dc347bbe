import { expect, test } from 'vitest';
import { type Definition, definitionsUsing } from '../../migrate-v1/drop/columns-in-use.ts';

const trigger = (text: string): Definition => ({ kind: 'trigger', name: 'it', text });
const view = (text: string): Definition => ({ kind: 'view', name: 'it', text });

test.each([
  trigger('SET NEW.updated_at = NOW()'),
  trigger('BEGIN IF old . `status` = 1 THEN SET @a = 1; END IF; END'),
  view('select `v1`.`users`.`id` AS `id` from `v1`.`users` where `v1`.`users`.`status` = 1'),
  view('select `u`.`id` AS `id` from (`v1`.`users` `u` join `v1`.`x` on(`u`.`updated_at` = 1))'),
])('$kind: $text', (definition) => {
  expect(definitionsUsing(['updated_at', 'status'], [definition])).toEqual([`${definition.kind} it`]);
});

test.each([
  trigger('SET NEW.status_text = NOW()'),
  trigger('INSERT INTO log (status) VALUES (NEW.role)'),
  view('select `v1`.`users`.`id` AS `status` from `v1`.`users`'),
  view('select `d`.`status` AS `s`,`u`.`id` AS `id` from (`v1`.`users` `u` join `v1`.`domains` `d`)'),
])('not $kind: $text', (definition) => {
  expect(definitionsUsing(['updated_at', 'status'], [definition])).toEqual([]);
});

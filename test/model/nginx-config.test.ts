// A configuration of nginx, taken apart as nginx does.
import { expect, test } from 'vitest';
import { parseNginxConfig } from '../../src/model/nginx-config.ts';

const words = (text: string) => parseNginxConfig(text).map((statement) => statement.words);

test('directives and heads of blocks, over lines, with comments between', () => {
  expect(
    words(`http { # server_name not.this.one;
      server{listen 80 default_server;server_name a.example
        b.example # and
        c.example;}
    }`),
  ).toEqual([
    ['http'],
    ['server'],
    ['listen', '80', 'default_server'],
    ['server_name', 'a.example', 'b.example', 'c.example'],
  ]);
});

test('quotes hold spaces, semicolons and braces together', () => {
  expect(words(`server_name "~^a{2};x$" 'b c'; return 200 "it's \\"so\\""; x;`)).toEqual([
    ['server_name', '~^a{2};x$', 'b c'],
    ['return', '200', 'it\'s "so"'],
    ['x'],
  ]);
  expect(words('server_name ~^www\\.(.+)\\.example$;')).toEqual([['server_name', '~^www\\.(.+)\\.example$']]);
  // biome-ignore lint/suspicious/noTemplateCurlyInString: a variable of nginx
  expect(words('set $a ${b}c;')).toEqual([['set', '$a', '${b}c']]);
});

test('Lua is stepped over, whatever stands in it', () => {
  expect(
    words(`content_by_lua_block { local t = { "x" } -- don't
      ngx.say("server_name no.example;") }
      server_name yes.example;`),
  ).toEqual([['content_by_lua_block'], ['server_name', 'yes.example']]);
});

test('a text that is cut off ends early', () => {
  expect(words('server { server_name a.example')).toEqual([['server']]);
  expect(words('server_name "a')).toEqual([]);
  expect(words('\\')).toEqual([]);
});

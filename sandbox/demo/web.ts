/** Shows the account's site as a visitor gets it. */

import type { Inside } from '../inside.ts';
import { expectPart, expectSame } from './expect.ts';
import { docroot, page, site, uid, username } from './reference.ts';

/** Everything below the document root is the account's own work, so the account writes it. */
export async function showStaticPage(host: Inside): Promise<string[]> {
  const file = `${docroot}/index.html`;
  await host.run(['tee', file], { user: username, input: page });
  const { stdout } = await host.run(['curl', '--silent', '--show-error', '--include', `http://${site}/`]);
  const [head = '', body = ''] = stdout.split('\r\n\r\n');
  const [status = '', ...fields] = head.split('\r\n');
  const server = fields.find((field) => field.startsWith('Server:')) ?? '';
  expectSame(`the status of http://${site}/`, status, 'HTTP/1.1 200 OK');
  expectPart('the answer', server, 'nginx');
  expectSame('the page', body, page);
  return [`http://${site}/  ${status}  ${server}`, `${file}: ${body.trim()}`];
}

const script = `<?php
echo json_encode(['sapi' => PHP_SAPI, 'uid' => posix_geteuid(), 'user' => posix_getpwuid(posix_geteuid())['name']]);
`;

export async function showPhpPage(host: Inside): Promise<string[]> {
  await host.run(['tee', `${docroot}/whoami.php`], { user: username, input: script });
  const { stdout } = await host.run([
    'curl',
    '--silent',
    '--show-error',
    '--fail',
    `http://${site}/whoami.php`,
  ]);
  expectSame('the answer', stdout, JSON.stringify({ sapi: 'fpm-fcgi', uid, user: username }));
  return [`http://${site}/whoami.php  ${stdout}`];
}

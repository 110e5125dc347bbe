// ajv over the JSON Schemas in schemas/ gives zod's result on every value.
import { readdirSync, readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { z } from 'zod';
import { PUBLISHED_SCHEMAS } from '../../src/cli/validate/published-schemas.ts';
import { parseDocument } from '../../src/model/json/parse-document.ts';
import { FILE_SCHEMAS } from '../../src/model/json-schema/files.ts';
import { createSchemaValidator } from '../../src/model/json-schema/validator.ts';
import { withoutPrivateKeys } from '../../src/model/private-keys.ts';
import { SET_FILES, type SetFileName } from '../../src/model/set-files.ts';
import { arbitraryFile, arbitraryNear } from './arbitrary-files.ts';
import { Case, textsOf } from './hostile-set.ts';

const HOSTILE = new URL('../../fixtures/hostile/', import.meta.url);
const complaintsOf = createSchemaValidator(PUBLISHED_SCHEMAS);

function resultsOf(file: SetFileName, text: string): { zod: boolean; ajv: boolean } | undefined {
  const parsed = parseDocument(new TextEncoder().encode(text));
  if (!parsed.ok) return undefined;
  const { value } = parsed.document;
  return {
    zod: FILE_SCHEMAS[file].safeParse(withoutPrivateKeys(value)).success,
    ajv: complaintsOf(file, value).length === 0,
  };
}

function expectOneVerdict(file: SetFileName, text: string): boolean | undefined {
  const both = resultsOf(file, text);
  if (both === undefined) return undefined;
  expect(both.ajv, `${file}: ${text}\n${JSON.stringify(complaintsOf(file, JSON.parse(text)))}`).toBe(
    both.zod,
  );
  return both.zod;
}

describe('zod and ajv agree', () => {
  test.each(readdirSync(new URL('sets/', HOSTILE)))('on the hostile sets: %s', (name) => {
    const cases = z.array(Case).parse(JSON.parse(readFileSync(new URL(`sets/${name}`, HOSTILE), 'utf8')));
    for (const each of cases) for (const [file, text] of textsOf(each)) expectOneVerdict(file, text);
  });

  test('on the hostile texts', () => {
    for (const name of readdirSync(new URL('texts/', HOSTILE))) {
      const text = readFileSync(new URL(`texts/${name}`, HOSTILE), 'utf8');
      for (const file of SET_FILES) expectOneVerdict(file, text);
    }
  });

  test('on every hostile value in every place where text may stand', () => {
    const values = readdirSync(new URL('values/', HOSTILE)).flatMap((name) => {
      const table = z
        .object({ bad: z.array(z.object({ value: z.string() })) })
        .parse(JSON.parse(readFileSync(new URL(`values/${name}`, HOSTILE), 'utf8')));
      return table.bad.map(({ value }) => value);
    });
    const places = [
      'account.json#/username',
      'account.json#/primary_domain',
      'account.json#/home_dir',
      'account.json#/created_at',
      'account.json#/contact_email',
      'account.json#/password_hash',
      'account.json#/last_login_ip',
      'domains.json#/addon_domains/0/domain',
      'domains.json#/subdomains/0/subdomain',
      'domains.json#/alias_domains/0',
      'services.json#/php/version',
      'services.json#/php/fpm_pool',
      'ssh.json#/authorized_keys/0',
      'account.json#/shell',
      'account.json#/package',
      'domains.json#/subdomains/0/parent',
      'services.json#/php/open_basedir/0',
      'ssh.json#/force_command',
      'ssh.json#/chroot_dir',
      'meta.json#/notes',
      'meta.json#/audit/last_time',
    ];
    for (const value of values) {
      const app = { name: value, root: value, start_command: value, port: 3000, env: {}, status: 'running' };
      const set: Record<string, unknown> = Object.fromEntries(places.map((place) => [place, value]));
      set['services.json#/nodejs/apps'] = [
        { ...app, domain: value },
        { ...app, env: { [value]: 'a', A: value } },
      ];
      const texts = textsOf({ set });
      for (const [file, text] of texts) expectOneVerdict(file, text);
    }
  });

  test.each(SET_FILES)('on generated good values of %s', (file) => {
    fc.assert(
      fc.property(arbitraryFile(file), (value) => {
        expect(expectOneVerdict(file, JSON.stringify(value))).toBe(true);
      }),
    );
  });

  test.each(SET_FILES)('on generated values near to good ones of %s', (file) => {
    let refused = 0;
    fc.assert(
      fc.property(arbitraryNear(file), (value) => {
        if (expectOneVerdict(file, JSON.stringify(value)) === false) refused += 1;
      }),
      { numRuns: 200 },
    );
    expect(refused).toBeGreaterThan(50);
  });
});

// What a person does who reads a remedy and knows nothing else: one line for each way in which a remedy is worded.

import { posix } from 'node:path';
import type { Problem } from '../../src/model/problem.ts';
import { isSetFileName, type SetFileName } from '../../src/model/set-files.ts';
import { edit, referenceTexts } from './hostile-set.ts';

/** The place that a problem names, in the texts of a set that is being corrected. */
interface Place {
  readonly problem: Problem;
  /** The last part of the pointer: a key or a number. */
  readonly key: string;
  readonly value: unknown;
  readonly isEntry: boolean;
  write(value: unknown): void;
  remove(): void;
  rename(key: string): void;
  writeAt(place: string, value: unknown): void;
  valueAt(place: string): unknown;
}

type Carrier = readonly [said: RegExp, act: (place: Place, ...said: string[]) => void];

const HOME = '/home/joko';
/** `openssl passwd -6 -salt saltsalt x`, `SELECT PASSWORD('x')` and `htpasswd -nB ann`. */
const HASHES = {
  crypt: '$6$saltsalt$8RWsOfwR6M6PpnoeQiEiWzNTPo1f0HjVYjDnLZhGx16aBFRkeqiHAzfXP/LgrOWMBMXqiU2pLrXsSOHNUyUm91',
  mariadb: '*6C8989366EAF75BB670AD8EA7A7FC1176A95CEF4',
};
/** What a person would put where a key is missing that the reference account has nothing for. */
const ADDED = new Map<string, unknown>([['docroot', `${HOME}/added`]]);

const CARRIERS: readonly Carrier[] = [
  // A name that has to be another one.
  [/^a name has at most 253$/, ({ write }) => write('app2')],
  [/^use a name registered below it$/, renameOrWrite],
  [/^use another name/, ({ write }) => write('mine.example')],
  [/^write a name such as example\.com/, ({ write }) => write('mine.example')],
  [/^write letters, digits and hyphens, such as `app`/, ({ write }) => write('app3')],
  [/^list the name without `\*\.`/, ({ write, value }) => write(`new.${String(value).replace('*.', '')}`)],
  [/^the site is .*, so only (\*\.\S+) may stand here$/, ({ write }, name) => write(name)],
  [/^its names are ([^ ,]+)/, ({ write }, name) => write(name)],
  [/^the parent is the primary domain/, ({ write, valueAt }) => write(valueAt('domains.json#/primary'))],
  [/^write ("\w+"); an account is never renamed$/, ({ write }, name) => write(JSON.parse(name))],
  [/^give each app a domain of its own$/, ({ write }) => write('app.example.com')],
  [/^give each (app|job) a name of its own$/, ({ write }) => write('another')],
  [/^give each app a port of its own$/, ({ write }) => write(3999)],
  [/^give each a name that differs/, ({ write }) => write('joko_another')],
  [/^use up to 32 lower-case letters/, ({ write }) => write('lower-case')],
  [/^use the username, _ and letters/, ({ write }) => write('joko_letters')],
  [/^write joko_ and a name of its own behind it$/, ({ write }) => write('joko_own')],
  [/^write jopanel-<username>$/, ({ write }) => write('jopanel-joko')],
  [/^list it in domains\.json/, ({ value, ...place }) => addDomain(place, String(value))],
  [/^the account has .*; add the domain first$/, (place) => addDomain(place, place.key)],

  // A path that has to be another one.
  [
    /^begin it with (\S+\/)$/,
    ({ write, problem }, base) => write(`${base}kept${problem.pointer.replace(/\D/g, '')}`),
  ],
  [/^begin it with \/$/, ({ write }) => write('/bin/bash')],
  [/^use another folder$/, ({ write }) => write(`${HOME}/another`)],
  [/^name a folder of the account's own$/, ({ write }) => write(`${HOME}/lib`)],
  [/^a part is at most 255/, ({ write }) => write(`${HOME}/part`)],
  [/^write it without `\/\/`/, ({ write, value }) => write(posix.normalize(String(value)))],
  [/^the home of joko is (\S+)$/, ({ write }, home) => write(home)],
  [/^use (\/\S+), .*or folders below them$/, ({ write, key }, folder) => write(`${folder}/below${key}`)],
  [/^use one of ([^ ,]+)/, ({ write }, one) => write(one)],

  // A key that is missing, wrong, or there once too often.
  [/^add the key$/, addKey],
  [/^did you mean (\S+)\?$/, correctSpelling],
  [
    /a key of your own begins with x_$/,
    ({ rename, key, isEntry }) => (isEntry ? undefined : rename(`x_${key}`)),
  ],
  [/^keep one of the two$/, removeEntry],
  [/^change it there, and leave it out here$/, ({ remove }) => remove()],
  [/^leave (it|the variable|PORT) out/, ({ remove }) => remove()],
  [/^use canonical to lead to one of its names/, ({ remove }) => remove()],
  [/^write one from "400" to "599", such as "(\d+)"$/, ({ rename }, status) => rename(status)],

  // A value of another kind.
  [/^write (".*?"|\d+|true|false)(?: or (?!.*without).*)?$/, ({ write }, value) => write(JSON.parse(value))],
  [/^write the number without quotes$/, ({ write, value }) => write(Number(value))],
  [/^write true or false without quotes$/, ({ write, value }) => write(value === 'true')],
  [/^write a text; null is not allowed here$/, ({ write }) => write('someone@example.com')],
  [/^write a number$/, ({ write }) => write(1)],
  [/^put it in double quotes$/, ({ write, value }) => write(String(value))],
  [/^put it in square brackets$/, ({ write, value }) => write([value])],
  [
    /^write one text alone, without the brackets$/,
    ({ write, value }) => write(Array.isArray(value) ? value[0] : value),
  ],
  [/^write an object/, ({ write, remove, isEntry }) => (isEntry ? remove() : write({}))],
  [/^write one without fraction$/, ({ write, value }) => write(Math.trunc(Number(value)))],
  [/^write it as "(.*?)"$/, ({ write }, text) => write(text)],
  [/^write it as (\S+) or /, ({ write }, time) => write(time)],
  [/^write minute, hour, .* one of (\S+) /, ({ write }) => write('@daily')],
  [/^there is no shell: put it in a script/, ({ write }) => write(`node ${HOME}/start.mjs`)],
  [
    /^make one with.*(PASSWORD|passwd)/,
    ({ write }, by) => write(by === 'PASSWORD' ? HASHES.mariadb : HASHES.crypt),
  ],
  [/^name 1 to 100 users/, ({ write }) => write({ ann: HASHES.crypt })],
  [/^choose a login shell in account\.json, or the mode sftp$/, ({ write }) => write('sftp')],
  [/^set it to null, or the mode to /, ({ write }) => write(null)],
  [/^set it to (?!null)([^ ]+)/, ({ write }, value) => write(value)],

  // A number that is too small, too large, or taken.
  [/^use at (?:least|most) (\d+M)$/, ({ write }, size) => write(size)],
  [/^use at least (\d+)$/, ({ write, value }, bound) => write(Array.isArray(value) ? [HOME] : Number(bound))],
  [/^use at most (\d+)(?!\d|M)/, ({ write }, bound) => write(Number(bound))],
  [/^use a free number from (\d+) to /, ({ write }, first) => write(Number(first) + 7)],
  [/^choose another port$/, ({ write }) => write(3998)],
  [/^make it a little larger than that$/, (place) => place.write(larger(place))],
  [/^remove some, or raise the limit; 0 means unlimited$/, raiseLimit],
];

/** @throws when no line of the table knows the words, or more than one does */
export function carryOut(problem: Problem, texts: Map<SetFileName, string>): void {
  const known = CARRIERS.filter(([said]) => said.test(problem.remedy));
  if (known.length !== 1)
    throw new Error(
      `${known.length} ways to carry out ${JSON.stringify(problem.remedy)}: ${problem.message}`,
    );
  for (const [said, act] of known)
    act(placeOf(problem, texts), ...(said.exec(problem.remedy) ?? []).slice(1));
}

function placeOf(problem: Problem, texts: Map<SetFileName, string>): Place {
  const { file, pointer } = problem;
  if (!isSetFileName(file)) throw new Error(`${file} is no file of a set`);
  const here = `${file}#${pointer}`;
  const parts = pointer.split('/');
  const key = (parts.at(-1) ?? '').replaceAll('~1', '/').replaceAll('~0', '~');
  const value = valueIn(texts, here);
  return {
    problem,
    key,
    value,
    isEntry: /^\d+$/.test(key),
    write: (next) => edit(texts, here, next),
    remove: () => edit(texts, here, undefined),
    rename(name) {
      edit(texts, here, undefined);
      edit(texts, `${file}#${[...parts.slice(0, -1), name].join('/')}`, value);
    },
    writeAt: (place, next) => edit(texts, place, next),
    valueAt: (place) => valueIn(texts, place),
  };
}

function valueIn(texts: ReadonlyMap<SetFileName, string>, place: string): unknown {
  const [file = '', pointer = ''] = place.split('#');
  if (!isSetFileName(file)) throw new Error(`${file} is no file of a set`);
  let value: unknown = JSON.parse(texts.get(file) ?? 'null');
  for (const part of pointer.split('/').slice(1)) {
    if (typeof value !== 'object' || value === null) return undefined;
    value = Object.entries(value).find(
      ([name]) => name === part.replaceAll('~1', '/').replaceAll('~0', '~'),
    )?.[1];
  }
  return value;
}

function addDomain({ writeAt, valueAt }: Pick<Place, 'writeAt' | 'valueAt'>, domain: string): void {
  const all = valueAt('domains.json#/addon_domains');
  const count = Array.isArray(all) ? all.length : 0;
  writeAt(`domains.json#/addon_domains/${count}`, {
    domain,
    docroot: `${HOME}/domains/${domain}/public_html`,
  });
}

function addKey({ problem, key, write }: Place): void {
  const usual = valueIn(referenceTexts(), `${problem.file}#${problem.pointer}`);
  if (usual === undefined && !ADDED.has(key))
    throw new Error(`what is a usual ${key} at ${problem.pointer}?`);
  write(usual ?? ADDED.get(key));
}

/** The word that is wrong is the key itself, or its value. */
function correctSpelling({ problem, key, rename, write }: Place, meant: string): void {
  if (problem.message.includes('key') || problem.message.includes(`"${key}"`)) rename(meant);
  else if (problem.pointer.includes('/databases/')) rename(meant);
  else write(meant);
}

/** The whole entry of a list, also where the problem stands at a key of it. */
function removeEntry({ problem: { file, pointer }, writeAt }: Place): void {
  const entry = /^.*\/\d+/.exec(pointer)?.[0] ?? pointer;
  writeAt(`${file}#${entry}`, undefined);
}

/** A name is a value, or the key that a site stands under. */
function renameOrWrite({ problem, key, value, rename, write }: Place): void {
  if (problem.message.includes(`"${key}"`)) rename(`mine.${key}`);
  else write(`mine.${value}`);
}

function raiseLimit({ problem, writeAt }: Place): void {
  const limit = /(\w+) in limits\.json/.exec(problem.message)?.[1];
  writeAt(`limits.json#/${limit}`, 0);
}

function larger({ valueAt }: Place): string {
  const upload = String(valueAt('services.json#/php/settings/upload_max_filesize'));
  return `${Number.parseInt(upload, 10) + 1}M`;
}

// What a search compares: one form for letters that people take for the same, in every index that is searched.
import { domainToUnicode } from 'node:url';

/** What an account is found by. */
export interface Searchable {
  readonly username: string;
  readonly domains: readonly string[];
  readonly contactEmail: string;
  readonly package: string;
}

/** Username, domains, e-mail and package, in the form that queries are brought to as well. */
export type SearchWords = readonly [
  username: string,
  domains: string,
  contactEmail: string,
  package_: string,
];

/** Case does not count; accents do. */
export function foldLetters(text: string): string {
  // The final sigma is one letter with the other: it depends on where a word was cut.
  return text.toLowerCase().normalize('NFC').replaceAll('ς', 'σ');
}

/** International names are found by their letters as well as by their xn-- form. */
export function searchWords({ username, domains, contactEmail, ...rest }: Searchable): SearchWords {
  const names = new Set(domains.flatMap((name) => [name, readable(name)]));
  const at = contactEmail.lastIndexOf('@') + 1;
  const addresses = new Set([contactEmail, contactEmail.slice(0, at) + readable(contactEmail.slice(at))]);
  return [
    // In its only form already.
    username,
    foldLetters([...names].join(' ')),
    foldLetters([...addresses].join(' ')),
    foldLetters(rest.package),
  ];
}

/** The words of a query; each has to occur somewhere. */
export function queryWords(query: string): string[] {
  return foldLetters(query).split(/\s+/).filter(Boolean);
}

function readable(name: string): string {
  if (!name.includes('xn--')) return name;
  // A wildcard is no part of a name that could be converted.
  const [wildcard = ''] = /^\*\./.exec(name) ?? [];
  return wildcard + (domainToUnicode(name.slice(wildcard.length)) || name.slice(wildcard.length));
}

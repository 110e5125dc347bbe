// Normalises text for searches, so that every index compares letters that people take for the same as equal.
import { domainToUnicode } from 'node:url';

/** The fields that an account is found by. */
interface Searchable {
  readonly username: string;
  readonly domains: readonly string[];
  readonly contactEmail: string;
  readonly package: string;
}

/** Username, domains, e-mail and package, normalised as queries are. */
export type SearchWords = readonly [
  username: string,
  domains: string,
  contactEmail: string,
  package_: string,
];

/** Upper and lower case are equal; accents are kept. */
function foldLetters(text: string): string {
  // The Greek final sigma equals the other one: which of them is written depends on where a word is cut.
  return text.toLowerCase().normalize('NFC').replaceAll('ς', 'σ');
}

/** International names are found by their Unicode form and by their xn-- form. */
export function searchWords({ username, domains, contactEmail, ...rest }: Searchable): SearchWords {
  const names = new Set(domains.flatMap((name) => [name, readable(name)]));
  const at = contactEmail.lastIndexOf('@') + 1;
  const addresses = new Set([contactEmail, contactEmail.slice(0, at) + readable(contactEmail.slice(at))]);
  return [
    // The name has only one form.
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
  // A name with a wildcard cannot be converted.
  const [wildcard = ''] = /^\*\./.exec(name) ?? [];
  return wildcard + (domainToUnicode(name.slice(wildcard.length)) || name.slice(wildcard.length));
}

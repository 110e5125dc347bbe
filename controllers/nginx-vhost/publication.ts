import { preamble } from '../../renderers/header.ts';
import { nginx } from '../../services/nginx/service.ts';
import type { Publication } from '../../services/service.ts';
import type { Step } from '../../src/model/step.ts';
import { type FileComparison, fileItem } from '../generated-file.ts';

type Difference = FileComparison & { readonly kind: 'differs' };

/** One publication of the files of an account that differ, which go live together or not at all. */
export function publication(username: string, differences: readonly Difference[]): Publication[] {
  const [first] = differences;
  if (first === undefined) return [];
  const { before } = first;
  const { path, text } = first.change;
  const step: Step = {
    account: username,
    resource: 'nginx-vhost',
    item: path,
    summary: `${text === null ? 'remove' : before === null ? 'write' : 'change'} ${path}`,
    direction: text === null ? 'down' : 'up',
    destructive: false,
    owns: items(true),
    releases: items(false),
    ...(isSecret(path) ? { found: 'other content' } : { diff: { path, before, after: text } }),
    makes: () =>
      differences.flatMap(({ change }) =>
        isPasswords(change.path) && change.text !== null ? [{ path: change.path, text: change.text }] : [],
      ),
    ...(differences.some(isOrderedByHost) ? { causedByHost: true } : {}),
  };
  const changes = differences.map((each) => each.change);
  return [nginx.publication(step, changes)];

  function items(isThere: boolean): string[] {
    return differences
      .filter((each) => (each.change.text !== null) === isThere)
      .map((each) => fileItem(each.change.path));
  }
}

/** What may hold secrets is in no plan and in no journal. */
function isSecret(path: string): boolean {
  return isCopy(path) || isPasswords(path);
}

/** Of those who may enter a site. */
function isPasswords(path: string): boolean {
  return path.endsWith('.passwords');
}

/** Of the operator's own lines. */
function isCopy(path: string): boolean {
  return path.endsWith('.snippets');
}

/** Whether a certificate, the operator's own lines or the traffic made the difference, and not a hand. */
function isOrderedByHost({ change, before }: Difference): boolean {
  if (isCopy(change.path)) return before === null || change.text === null || hasOther(before, change.text);
  return before !== null && change.text !== null && hasOther(before, change.text);
}

function hasOther(before: string, after: string): boolean {
  return preamble(before) !== preamble(after);
}

import { preamble } from '../../renderers/header.ts';
import type { Publication } from '../controller.ts';
import { type FileDifference, fileItem } from '../generated-file.ts';

type Difference = FileDifference & { readonly kind: 'differs' };

/** One publication of the files of an account that differ, which go live together or not at all. */
export function publication(
  username: string,
  differences: readonly Difference[],
  round: 1 | 2,
): Publication[] {
  const [first, ...others] = differences;
  if (first === undefined) return [];
  const { change, before } = first;
  const { path, text } = change;
  const items = (isThere: boolean) =>
    differences
      .filter((each) => (each.change.text !== null) === isThere)
      .map((each) => fileItem(each.change.path));
  return [
    {
      account: username,
      resource: 'nginx-vhost',
      summary: `${text === null ? 'remove' : before === null ? 'write' : 'change'} ${path}`,
      direction: text === null ? 'down' : 'up',
      destructive: false,
      owns: items(true),
      releases: items(false),
      diff: { path, before, after: text },
      service: 'nginx',
      round,
      payload: { change, also: others.map((each) => each.change) },
      ...(differences.some(isOrderedByHost) ? { orderedByHost: true } : {}),
    },
  ];
}

/** Whether a certificate, the operator's own lines or the traffic made the difference, and not a hand. */
function isOrderedByHost({ change, before }: Difference): boolean {
  if (change.path.endsWith('.snippets'))
    return before === null || change.text === null || hasOther(before, change.text);
  return before !== null && change.text !== null && hasOther(before, change.text);
}

function hasOther(before: string, after: string): boolean {
  return preamble(before) !== preamble(after);
}

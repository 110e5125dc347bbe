// A resource that the product does not have: what the greeter says for an account, and the seal on it once there is one.

import { IN_SYNC, resourceController } from '../../../controllers/controller.ts';
import { compareFile, fileItem, PUBLIC, readAll } from '../../../controllers/generated-file.ts';
import type { FoundFile } from '../../../src/host/root-files.ts';
import type { Step } from '../../../src/model/step.ts';
import { greeter, greetingPath } from './greeter.ts';
import { sealPath } from './seal.ts';

interface Observed {
  readonly file: FoundFile;
  readonly seal: FoundFile;
}

export const greeting = resourceController<{ readonly words: string | null }, Observed>({
  kind: 'greeting',
  needs: ['linux-user'],

  desired({ account, lifecycle }) {
    return { words: lifecycle === 'active' ? account.account.contact_email : null };
  },

  async observe(host, wanted) {
    const files = await readAll(
      host,
      [...wanted.keys()].flatMap((name) => [greetingPath(name), sealPath(name)]),
    );
    const read = (path: string): FoundFile => files.get(path) ?? { kind: 'absent' };
    return (name) => ({ file: read(greetingPath(name)), seal: read(sealPath(name)) });
  },

  plan(account, { words }, { file, seal }, context) {
    const sealed = seal.kind === 'file' ? `# Sealed: ${seal.text}` : '';
    const text = words === null ? null : `# Made by jopaneld for ${account}\n${sealed}${words}\n`;
    const difference = compareFile(greetingPath(account), text, PUBLIC, file, context);
    if (difference.kind !== 'differs') return IN_SYNC;
    const item = fileItem(greetingPath(account));
    const wasSealed = difference.before?.includes('# Sealed: ') ?? false;
    const step: Step = {
      account,
      resource: 'greeting',
      item: greetingPath(account),
      summary: `greet for ${account}`,
      direction: text === null ? 'down' : 'up',
      destructive: false,
      owns: text === null ? [] : [item],
      releases: text === null ? [item] : [],
      diff: { path: greetingPath(account), before: difference.before, after: text },
      causedByHost: difference.before !== null && wasSealed !== (sealed !== ''),
    };
    return { ...IN_SYNC, publications: [greeter.publication(step, text)] };
  },
});

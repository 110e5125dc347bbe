// Looks up a line of a live file and the account's set, and asks where the line comes from.

import type { Surroundings } from '../../../controllers/controller.ts';
import { SSHD_DROP_IN } from '../../../controllers/sshd-match/desired.ts';
import { createLinuxHost } from '../../host/linux/linux-host.ts';
import { chooseServiceManager } from '../../host/linux/service-manager.ts';
import { checkSet } from '../../model/check-set.ts';
import { redactText, redactValue } from '../../status/redact.ts';
import { openDesiredState } from '../user/desired-state.ts';
import { originOf } from './explain-line.ts';
import { findRenderer } from './rendered-files.ts';
import type { Field } from './variations.ts';

interface NamedField {
  readonly file: string;
  readonly pointer: string;
  readonly value: string;
}

export type ExplainedPlace =
  | { readonly ok: false; readonly why: string }
  | {
      readonly ok: true;
      readonly output: {
        readonly username: string;
        readonly path: string;
        readonly line: number;
        readonly text: string;
        readonly shaped_by: readonly NamedField[];
        readonly needed_by: readonly NamedField[];
      };
    };

export async function explainPlace(username: string, path: string, line: number): Promise<ExplainedPlace> {
  const { users, facts, settings } = await openDesiredState();
  const set = users.read(username);
  if (set.state !== 'read')
    return no(`the files of ${username} cannot be read\nsee: jopanel user list; it needs root`);
  const checked = checkSet(username, set.files, facts);
  if (!checked.ok) return no(`the files of ${username} are refused\nsee: jopanel explain ${username}`);
  const serviceManager = await chooseServiceManager(settings.service_manager);
  const host = createLinuxHost({ runDir: settings.run_dir, serviceManager });
  const live = await host.files.read(path);
  if (live.kind !== 'file') return no(`${path} is ${live.kind === 'absent' ? 'not there' : live.what}`);
  const text = live.text.split('\n')[line - 1];
  if (text === undefined) return no(`${path} has no line ${line}`);
  const surroundings: Surroundings = {
    facts: await host.facts(),
    logDir: settings.log_dir,
    archiveDir: `${settings.state_dir}/archive`,
    acmeDir: `${settings.state_dir}/acme`,
    trafficOf: () => 0,
    owns: () => true,
  };
  const rendering = { host, surroundings };
  const found = await findRenderer(rendering, checked.account, path);
  if (found === undefined)
    return no(`${path} is not made for ${username} alone: no file of it gives a line of it by itself`);
  const lines = found.text.split('\n');
  const index = lines[line - 1] === text ? line - 1 : lines.indexOf(sharedLine(path, text, username));
  if (index === -1) return no(`this line is not what would be written now; see: jopanel plan ${username}`);
  const origin = await originOf(rendering, found.controller, checked.account, {
    path,
    text: found.text,
    index,
  });
  return {
    ok: true,
    output: {
      username,
      path,
      line,
      text: redactText(text),
      shaped_by: origin.shapedBy.map(named),
      needed_by: origin.neededBy.map(named),
    },
  };
}

/** Accounts with the same policy share a block, which names all of them. */
function sharedLine(path: string, text: string, username: string): string {
  const users = /^Match User (.+)$/.exec(text)?.[1]?.split(',');
  return path === SSHD_DROP_IN && users?.includes(username) ? `Match User ${username}` : text;
}

function named({ file, path, value }: Field): NamedField {
  const clean = redactValue(value, path.includes('env') ? 'env' : String(path.at(-1)));
  return { file: `${file}.json`, pointer: `/${path.join('/')}`, value: JSON.stringify(clean) };
}

function no(why: string): ExplainedPlace {
  return { ok: false, why };
}

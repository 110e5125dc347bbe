// The lag of MariaDB in the status, in the metrics and in the overview.
import { expect, test } from 'vitest';
import { overviewText } from '../../../src/cli/views/overview.ts';
import { atStart, type MirrorView } from '../../../src/mirror/mirror-view.ts';
import { parseSettings, type Settings } from '../../../src/model/settings.ts';
import { MirrorAnswer } from '../../../src/status/answers/mirror-answer.ts';
import { answerStatus } from '../../../src/status/answers/status-answer.ts';
import { recordingTerminal } from '../../cli/recording-terminal.ts';
import { observed, openMemory, tickingClock } from '../../journal/sample.ts';
import { CALM } from '../serve.ts';

const NOW = 1_700_000_100_000;

function settings(text: string): Settings {
  const parsed = parseSettings(text);
  if (!parsed.ok) throw new Error(parsed.errors.join());
  return parsed.settings;
}

const WITH = settings('{"mariadb":{"host":"db","user":"u","database":"d"}}');

/** Five entries, one a second. */
function status(mirror: MirrorView | null, from = WITH) {
  const journal = openMemory(tickingClock(NOW - 10_000));
  for (let at = 0; at < 5; at++) journal.append([observed(`user${at}`)]);
  return answerStatus(journal, { ...CALM, mirror }, { version: '1', settings: from, now: NOW });
}

function shown(mirror: MirrorView | null): string {
  const terminal = recordingTerminal();
  const screen = { columns: undefined, rows: undefined, interactive: false };
  return overviewText({ daemon: status(mirror), users: [] }, { terminal, screen, now: NOW, all: false });
}

const inStep: MirrorView = { ...atStart(5), state: 'in_step', accountsThrough: 5, inStepAt: NOW };
const down: MirrorView = {
  ...atStart(2),
  state: 'down',
  failures: 3,
  fault: { since: NOW - 120_000, message: 'Access denied', remedy: 'check the user' },
  nextTryAt: NOW + 1000,
};

test('without MariaDB in the settings the status has none', () => {
  expect(status(null, settings('')).mirror).toBeNull();
  expect(status(null).mirror).toMatchObject({ state: 'starting', lag: { events: 0, seconds: 0 } });
});

test('in step there is no lag, and the overview has no line about MariaDB', () => {
  expect(MirrorAnswer.parse(status(inStep).mirror)).toMatchObject({
    state: 'in_step',
    cursor: 5,
    lag: { events: 0, seconds: 0 },
    last_error: null,
  });
  expect(shown(inStep)).not.toContain('MariaDB');
});

test('a mirror that is down shows since when, how far behind, the reason and the remedy', () => {
  expect(MirrorAnswer.parse(status(down).mirror)).toMatchObject({
    cursor: 2,
    lag: { events: 3, seconds: 6 },
    last_error: { message: 'Access denied', remedy: 'check the user' },
  });
  expect(shown(down)).toContain(
    'MariaDB mirror down for 2m, 3 entries behind: Access denied; check the user',
  );
});

test('a lasting lag is shown while the mirror catches up', () => {
  expect(shown({ ...down, state: 'catching_up', fault: null })).toContain(
    'MariaDB mirror 3 entries behind (catching up)',
  );
  expect(shown({ ...inStep, auditThrough: 4 })).not.toContain('MariaDB');
});

// Formats one journal entry as one line.

import type { EventAnswer } from '../../status/answers/event-answer.ts';
import { count, epochMs, shortRevision } from '../terminal/format.ts';
import { safe, type Terminal } from '../terminal/terminal.ts';
import { fitText, textWidth } from '../terminal/text-width.ts';

interface EventLineOptions {
  readonly terminal: Terminal;
  readonly now: number;
  readonly width: number | undefined;
}

export function eventLine(
  { seq, time, account, kind, data }: EventAnswer,
  options: EventLineOptions,
): string {
  const { terminal, now, width } = options;
  const before = `${shownTime(time, now)}  ${String(seq).padStart(6)}  ${(account ?? '-').padEnd(10)}  `;
  const words = safe(`${kind}  ${detail(kind, data)}`.trimEnd());
  const room = width === undefined ? textWidth(words) : Math.max(width - before.length, 20);
  const line = fitText(words, room).trimEnd();
  const style = styleOf(kind, data);
  return `${terminal.paint('dim', before)}${style === undefined ? line : terminal.paint(style, line)}`;
}

/** Shows the time of an entry of the last 24 hours, and the date of an older one. */
function shownTime(time: string, now: number): string {
  const zone = Temporal.Now.timeZoneId();
  const then = Temporal.Instant.from(time).toZonedDateTimeISO(zone);
  const isToday = now - epochMs(time) < 86_400_000;
  const clock = then.toPlainTime().toString({ smallestUnit: 'second' });
  return isToday ? clock : then.toPlainDate().toString().padEnd(clock.length);
}

function styleOf(kind: string, data: EventAnswer['data']): 'red' | 'green' | undefined {
  if (/refused|failed|quarantined|held|contest\.declared|vanished/.test(kind)) return 'red';
  if (kind === 'service.tested') return data.ok === false ? 'red' : 'green';
  return /applied|loaded|released|healed|ended/.test(kind) ? 'green' : undefined;
}

function detail(kind: string, data: EventAnswer['data']): string {
  const text = (key: string) => (typeof data[key] === 'string' ? data[key] : '');
  const list = (key: string): readonly unknown[] => (Array.isArray(data[key]) ? data[key] : []);
  switch (kind) {
    case 'set.observed':
      return `${shortRevision(text('revision'))}${text('actor') === '' ? '' : ` by ${text('actor')}`}`;
    case 'revision.applied':
      return shortRevision(text('revision'));
    case 'set.refused':
      return count(list('problems').length, 'problem');
    case 'set.tightened':
      return `modes set right: ${list('names').map(String).join(', ')}`;
    case 'wave.began':
      return `${text('trigger')}, ${count(list('accounts').length, 'account')}, ${count(list('steps').length, 'step')}`;
    case 'wave.ended':
      return count(list('outcomes').length, 'account');
    case 'step.applied':
      return `${text('resource')}: ${text('summary')}`;
    case 'step.failed':
      return `${text('resource')}: ${text('summary')}: ${text('error')}`;
    case 'conditions.changed':
      return text('phase');
    case 'service.tested':
      return `${text('service')} ${data.ok === true ? 'accepts it' : `refuses it: ${text('output')}`}`;
    case 'account.quarantined':
      return `${text('service')}: ${text('message')}`;
    case 'guard.held':
      return `${text('guard')}: ${text('reason')}`;
    default:
      return text('service') || text('guard') || [text('resource'), text('item')].filter(Boolean).join(' ');
  }
}

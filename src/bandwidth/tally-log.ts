/** Bytes sent, by month in the host's time zone, such as `2026-11`. */
export type BytesByMonth = Map<string, number>;

export interface Tally {
  /** How many bytes of the chunk are whole lines; the rest is read again once it has grown. */
  readonly consumed: number;
  readonly bytes: BytesByMonth;
}

// nginx escapes quotation marks in everything that a visitor sends, so the first one begins the request.
const LINE = /^[^"]*\[\d\d\/([A-Z][a-z]{2})\/(\d{4}):[^\]"]*\] "[^"]*" \d{3} (\d+) /gm;
const MONTHS = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];
const NEWLINE = 10;

/** Adds up a chunk of an access log in the format `jopanel`. A line in another format is skipped. */
export function tallyLog(piece: Uint8Array): Tally {
  const consumed = piece.lastIndexOf(NEWLINE) + 1;
  const bytes: BytesByMonth = new Map();
  // latin1 maps one byte to one character, whatever visitors have sent.
  const text = Buffer.from(piece.buffer, piece.byteOffset, consumed).toString('latin1');
  for (const [, monthName = '', year = '', sent] of text.matchAll(LINE)) {
    const month = `${year}-${String(MONTHS.indexOf(monthName) + 1).padStart(2, '0')}`;
    bytes.set(month, (bytes.get(month) ?? 0) + Number(sent));
  }
  return { consumed, bytes };
}

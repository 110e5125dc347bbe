// Changes single values in a JSON text and leaves every other byte: order, indentation, own keys, last line.

import jsonc, { type FormattingOptions } from 'jsonc-parser';

export interface JsonEdit {
  readonly path: readonly (string | number)[];
  /** undefined removes the key. An index equal to the list's length appends. */
  readonly value: unknown;
}

export function editJson(text: string, edits: readonly JsonEdit[]): string {
  return edits.reduce((current, { path, value }) => {
    const options = { formattingOptions: formattingOf(current) };
    return jsonc.applyEdits(current, jsonc.modify(current, [...path], value, options));
  }, text);
}

/** As the first indented line does it. */
function formattingOf(text: string): FormattingOptions {
  const indent = /^([\t ]+)\S/m.exec(text)?.[1] ?? '  ';
  return {
    insertSpaces: !indent.startsWith('\t'),
    tabSize: indent.startsWith('\t') ? 4 : indent.length,
    eol: text.includes('\r\n') ? '\r\n' : '\n',
  };
}

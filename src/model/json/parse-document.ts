// One file's bytes to a value and the places of its parts: RFC 8259, stricter than JSON.parse.

import jsonc, { type Node, type ParseError } from 'jsonc-parser';
import { LARGEST_FILE, SIZE_REMEDY } from '../set-files.ts';
import { decodeUtf8 } from './decode-utf8.ts';
import type { JsonValue } from './json-value.ts';
import { DEEPEST, findTooDeep } from './nesting.ts';
import { isSound } from './sound-value.ts';
import type { SyntaxFault } from './syntax-fault.ts';
import { treeFaults } from './tree-faults.ts';

export interface JsonDocument {
  readonly text: string;
  readonly value: JsonValue;
}

type ParsedDocument =
  | { readonly ok: true; readonly document: JsonDocument }
  | { readonly ok: false; readonly text: string; readonly faults: readonly SyntaxFault[] };

export function parseDocument(bytes: Uint8Array): ParsedDocument {
  if (bytes.length > LARGEST_FILE) {
    return failed('', {
      offset: 0,
      pointer: '',
      message: `is ${bytes.length} bytes long`,
      remedy: SIZE_REMEDY,
    });
  }
  const decoded = decodeUtf8(bytes);
  return decoded.ok ? parseText(decoded.text) : failed(decoded.text, decoded.fault);
}

function parseText(text: string): ParsedDocument {
  const tooDeep = findTooDeep(text);
  if (tooDeep !== undefined) {
    return failed(text, {
      offset: tooDeep,
      pointer: '',
      message: `nests deeper than ${DEEPEST}`,
      remedy: 'nothing in a set needs that; remove the inner part',
    });
  }
  const parsed = parseValue(text);
  if (parsed !== undefined && isSound(text, parsed.value))
    return { ok: true, document: { text, value: parsed.value } };
  const faults = findFaults(text);
  if (faults.length > 0) return { ok: false, text, faults };
  return parsed === undefined
    ? failed(text, notJson(0))
    : { ok: true, document: { text, value: parsed.value } };
}

function findFaults(text: string): readonly SyntaxFault[] {
  const errors: ParseError[] = [];
  const root = parseTree(text, errors);
  // One slip makes the parser stumble several times; only its first complaint has the right place.
  const [first] = errors;
  if (first !== undefined) return [syntaxFault(text, first)];
  return root === undefined ? [notJson(0)] : treeFaults(root, text);
}

/** Slow beside JSON.parse, so it is made only when something is to be pointed at. */
export function parseTree(text: string, errors: ParseError[] = []): Node | undefined {
  return jsonc.parseTree(text, errors, { disallowComments: true, allowTrailingComma: false });
}

/** JSON.parse has the last word on what is JSON; its value is what gets hashed. */
function parseValue(text: string): { value: JsonValue } | undefined {
  try {
    return { value: JSON.parse(text) };
  } catch {
    return undefined;
  }
}

function failed(text: string, fault: SyntaxFault): ParsedDocument {
  return { ok: false, text, faults: [fault] };
}

function notJson(offset: number): SyntaxFault {
  return { offset, pointer: '', message: 'is not JSON', remedy: 'check it with `jq . FILE`' };
}

function syntaxFault(text: string, error: ParseError): SyntaxFault {
  const at = (message: string, remedy: string): SyntaxFault => ({
    offset: error.offset,
    pointer: '',
    message: `is not JSON: ${message}`,
    remedy,
  });
  if (text.trim() === '') return at('the file is empty', 'write the object, or restore the file');
  if (/^(?:<<<<<<<|=======|>>>>>>>)/m.test(text)) return at('a merge conflict is still in it', 'resolve it');
  switch (jsonc.printParseErrorCode(error.error)) {
    case 'InvalidCommentToken':
      return at('it has a comment', 'remove it, or say it under a key that begins with x_');
    case 'CommaExpected':
      return at('a comma is missing before this', 'add it');
    case 'ColonExpected':
      return at('a colon is missing before this', 'add it');
    case 'PropertyNameExpected':
      return at('a key is missing here', 'write a key in double quotes, or remove the comma before it');
    case 'ValueExpected':
      return at('a value is missing here', 'write one, or remove the comma before it');
    case 'CloseBraceExpected':
      return at('the text ends before its closing }', 'the file may be cut short; add what is missing');
    case 'CloseBracketExpected':
      return at('the text ends before its closing ]', 'the file may be cut short; add what is missing');
    case 'EndOfFileExpected':
      return at('something follows after the end', 'remove it');
    case 'InvalidCharacter':
    case 'InvalidUnicode':
    case 'InvalidEscapeCharacter':
      return at('a character here must be escaped', 'write a line break as \\n, a backslash as \\\\');
    case 'UnexpectedEndOfString':
      return at('a string is never closed', 'add the closing quote, or write the line break in it as \\n');
    case 'UnexpectedEndOfNumber':
    case 'InvalidNumberFormat':
      return at('a number is malformed', 'write it in plain digits');
    default:
      return at('this is not expected here', 'words and text stand in double quotes');
  }
}

// Bytes to text, or the place of the first byte that is not UTF-8.

import type { SyntaxFault } from './syntax-fault.ts';

type Decoded =
  | { readonly ok: true; readonly text: string }
  | { readonly ok: false; readonly text: string; readonly fault: SyntaxFault };

const BOM = '\uFEFF';

export function decodeUtf8(bytes: Uint8Array): Decoded {
  try {
    const text = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
    return text.startsWith(BOM) ? { ok: false, text: text.slice(1), fault: bomFault() } : { ok: true, text };
  } catch {
    return brokenUtf8(bytes);
  }
}

function bomFault(): SyntaxFault {
  return {
    offset: 0,
    pointer: '',
    message: 'begins with a byte order mark',
    remedy: 'save it as UTF-8 without a BOM',
  };
}

/** The lossy text differs from the bytes exactly where the first bad one stands. */
function brokenUtf8(bytes: Uint8Array): Decoded {
  const text = new TextDecoder('utf-8', { ignoreBOM: true }).decode(bytes);
  const again = new TextEncoder().encode(text);
  const at = bytes.findIndex((byte, index) => byte !== again[index]);
  const offset = new TextDecoder('utf-8', { ignoreBOM: true }).decode(bytes.subarray(0, at)).length;
  const byte = bytes[at]?.toString(16).padStart(2, '0') ?? '';
  return {
    ok: false,
    text,
    fault: { offset, pointer: '', message: `is not UTF-8: byte 0x${byte}`, remedy: 'save it as UTF-8' },
  };
}

import fc from 'fast-check';
import { expect, test } from 'vitest';
import { mergePatchEdits, replacementEdits } from '../../src/agent/merge-patch.ts';
import { editJson } from '../../src/desired/edit-json.ts';
import { isJsonObject, type JsonObject, type JsonValue } from '../../src/model/json/json-value.ts';

/** The function of RFC 7396, section 2, line by line. */
function mergePatch(target: JsonValue | undefined, patch: JsonValue): JsonValue {
  if (!isJsonObject(patch)) return patch;
  const result: Record<string, JsonValue> = { ...(isJsonObject(target) ? target : {}) };
  for (const [key, value] of Object.entries(patch)) {
    if (value === null) delete result[key];
    else result[key] = mergePatch(result[key], value);
  }
  return result;
}

const key = fc.constantFrom('a', 'b', 'c', 'constructor', 'x_own');
const { value: json } = fc.letrec<{ value: JsonValue }>((tie) => ({
  value: fc.oneof(
    { depthSize: 'small' },
    fc.constantFrom(null, true, 0, 1, 'text'),
    fc.array(fc.constantFrom(1, 'one', null), { maxLength: 3 }),
    fc.dictionary(key, tie('value'), { noNullPrototype: true }),
  ),
}));
const object = fc.dictionary(key, json, { noNullPrototype: true });

/** Without nulls, as no file of a set would have them beside the few nullable keys. */
test('the edits of a patch give what RFC 7396 gives, for any document and any patch', () => {
  fc.assert(
    fc.property(object, object, (target, patch) => {
      const text = JSON.stringify(target, null, 2);
      const edited: JsonObject = JSON.parse(editJson(text, mergePatchEdits(target, patch)));
      expect(edited).toEqual(mergePatch(target, patch));
    }),
  );
});

test('the edits of a replacement give the wanted document', () => {
  fc.assert(
    fc.property(object, object, (target, wanted) => {
      const text = JSON.stringify(target, null, 2);
      expect(JSON.parse(editJson(text, replacementEdits(target, wanted)))).toEqual(wanted);
    }),
  );
});

test('a patch that changes nothing gives no edit', () => {
  fc.assert(
    fc.property(object, (target) => {
      const once: JsonValue = mergePatch({}, target);
      if (isJsonObject(once)) expect(mergePatchEdits(once, target)).toEqual([]);
    }),
  );
});

test('order, indentation and own keys of a text survive a patch', () => {
  const text = '{\n    "x_ticket": 12,\n    "limits": {"cpu": 100, "memory": 50},\n    "last": []\n}\n';
  const edits = mergePatchEdits(JSON.parse(text), { limits: { memory: 60 } });
  expect(editJson(text, edits)).toBe(text.replace('50', '60'));
});

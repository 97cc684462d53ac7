import fc from "fast-check";
import { expect, test } from "vitest";
import { duplicateFields, JsonSyntaxError, mayRepeatKeys, parseJson } from "./scan-json.ts";

test("a key that stands twice is told once, with its path", () => {
  expect(duplicateFields('{"metadata":{"name":"x","name":"y","name":"z"},"data":[{"a":1,"a":2}]}')).toEqual([
    'duplicate field "metadata.name"',
    'duplicate field "data[0].a"',
  ]);
});

test.for([
  ["", "unexpected end of JSON input"],
  ["{", "unexpected end of JSON input"],
  ["[{", "unexpected end of JSON input"],
  ["{a}", "invalid character 'a' looking for beginning of object key string"],
  ['{"a" 1}', "invalid character '1' after object key"],
  ['{"a":1 "b"}', "invalid character '\"' after object key:value pair"],
  ["[1 2]", "invalid character '2' after array element"],
  ["x", "invalid character 'x' looking for beginning of value"],
  ["{} x", "invalid character 'x' after top-level value"],
  ["trux", "invalid character 'x' in literal true (expecting 'e')"],
] as const)("%j is refused in Go's words", ([text, message]) => {
  expect(() => parseJson(text)).toThrow(new JsonSyntaxError(message));
});

test("all JSON is read, and the scanner agrees with the parser on what is JSON", () => {
  fc.assert(
    fc.property(fc.oneof(fc.json(), fc.string()), (text) => {
      let isJson = true;
      try {
        JSON.parse(text);
      } catch {
        isJson = false;
      }
      if (isJson) duplicateFields(text);
      else expect(() => duplicateFields(text)).toThrow(JsonSyntaxError);
    }),
  );
});

test("text nested without end is refused", () => {
  expect(() => duplicateFields("[".repeat(20_000))).toThrow("exceeded max depth");
});

test("a text in which a key stands twice is never taken for one in which none does", () => {
  const { tree } = fc.letrec<{ tree: string; object: string }>((tie) => ({
    tree: fc.oneof({ depthSize: "small" }, fc.json(), tie("object")),
    object: fc
      .array(fc.tuple(fc.constantFrom("a", "b", ":", '"', "\\"), fc.constantFrom("", " ", "\n\t"), tie("tree")), {
        maxLength: 4,
      })
      .map(
        (members) => `{${members.map(([key, space, value]) => `${JSON.stringify(key)}${space}:${value}`).join(",")}}`,
      ),
  }));
  fc.assert(
    fc.property(tree, (text) => {
      if (duplicateFields(text).length > 0) expect(mayRepeatKeys(text, JSON.parse(text))).toBe(true);
    }),
  );
  expect(mayRepeatKeys('{"a": {"b": [1]}}', { a: { b: [1] } })).toBe(false);
  for (const text of ['{"a":1,"a":2}', '{"a" :1,\n"a"\t: 2}', '{"b":{"\\u0061":1,"a":[":"]}}'])
    expect(mayRepeatKeys(text, JSON.parse(text))).toBe(true);
});

test("nesting that no object has is refused, in objects and in lists", () => {
  for (const [open, close] of [
    ["[", "]"],
    ['{"a":', "}"],
  ] as const) {
    const nested = (depth: number) => `${open.repeat(depth)}1${close.repeat(depth)}`;
    expect(() => parseJson(nested(1_000))).not.toThrow();
    expect(() => parseJson(nested(100_000))).toThrow(new JsonSyntaxError("exceeded max depth"));
  }
});

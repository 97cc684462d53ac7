import fc from "fast-check";
import { expect, test } from "vitest";
import { duplicateFields, JsonSyntaxError, parseJson } from "./scan-json.ts";

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

import fc from "fast-check";
import { expect, test } from "vitest";
import type { KubeObject } from "@inlay/resources";
import { jsonText } from "./json-text.ts";

const part = fc.option(fc.oneof(fc.jsonValue(), fc.dictionary(fc.string(), fc.jsonValue())), { nil: undefined });

test("the text is JSON's own, whatever is taken over from an earlier state", () => {
  fc.assert(
    fc.property(part, part, part, part, (spec, managedFields, status, other) => {
      const first = { kind: "K", metadata: { name: "a", managedFields, labels: other }, spec, status, 'a"b': other };
      const second = { ...first, metadata: { ...first.metadata, resourceVersion: "2" }, status: other };
      for (const object of [first, second])
        expect(jsonText(object as unknown as KubeObject)).toBe(JSON.stringify(object));
    }),
    { numRuns: 200 },
  );
});

import fc from "fast-check";
import { expect, test } from "vitest";
import { parseMime, renderMime } from "./mime.ts";

/** Text that is no boundary line and survives trimming at its end. */
const body = fc
  .array(fc.stringMatching(/^[ -~]{0,40}$/), { maxLength: 8 })
  .map((lines) =>
    lines
      .filter((line) => !line.startsWith("--"))
      .join("\n")
      .trimEnd(),
  )
  .filter((text) => text !== "");
const parts = fc.array(fc.record({ contentType: fc.constantFrom("text/plain", "text/x-shellscript"), body }), {
  minLength: 1,
  maxLength: 4,
});

test("what is written is read back, part by part", () => {
  fc.assert(
    fc.property(parts, (written) => {
      const read = parseMime(renderMime(written));
      expect(read.map(({ contentType, body: text }) => ({ contentType, body: text.trimEnd() }))).toEqual(written);
    }),
  );
});

test("reading never fails on other text in any other way than with its own error", () => {
  fc.assert(
    fc.property(fc.string(), (text) => {
      try {
        parseMime(`MIME-Version: 1.0\n${text}`);
      } catch (error) {
        expect(error).toMatchObject({ code: "MIME_UNREADABLE" });
      }
    }),
  );
});

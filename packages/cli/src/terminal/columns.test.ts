import { expect, test } from "vitest";
import { columns } from "./columns.ts";

test("cells stand under their headings, three spaces apart, without spaces at the end", () => {
  expect(
    columns(
      ["NAME", "READY"],
      [
        ["a", "True"],
        ["much-longer", ""],
      ],
    ),
  ).toBe(["NAME          READY", "a             True", "much-longer"].join("\n"));
});

import { readFile } from "node:fs/promises";
import { expect, test } from "vitest";
import { makeApiTypes } from "../../scripts/make-api-types.ts";
import { routes } from "./route-table.ts";

test("the types that the console imports are those of the route table", async () => {
  const written = await readFile(new URL("../generated/api-types.ts", import.meta.url), "utf8");
  expect(written === (await makeApiTypes(routes)), "run: node packages/server/scripts/write-api-types.ts").toBe(true);
});

/** Writes the types of the REST API from the route table. */
import { writeFile } from "node:fs/promises";
import { resolve } from "node:path";
import { routes } from "../src/http/route-table.ts";
import { makeApiTypes } from "./make-api-types.ts";

await writeFile(resolve(import.meta.dirname, "../src/generated/api-types.ts"), await makeApiTypes(routes));

/** Builds the console and tells how much the first screen loads. Fails above the limit. */
import { buildConsole } from "../src/index.ts";

const LIMIT_KB = 300;
const built = await buildConsole();
const kilobytes = built.firstLoadBytes / 1000;
console.log(
  `console: first load ${kilobytes.toFixed(0)} KB gzip (limit ${LIMIT_KB} KB), ${built.fresh ? "built" : "found"} in ${built.folder}`,
);
if (kilobytes > LIMIT_KB) process.exitCode = 1;

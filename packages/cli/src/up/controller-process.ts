import { fileURLToPath } from "node:url";

/** What the box starts where a pod runs the controller's image: this program's own `controller` command. */
export const controllerProcess: readonly [string, ...string[]] = [
  process.execPath,
  fileURLToPath(new URL("../../bin/inlay.mjs", import.meta.url)),
  "controller",
];

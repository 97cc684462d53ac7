/** The controller is killed by SIGKILL between deciding on a replacement and having it. */
import { test } from "vitest";
import { useKillBox } from "./kill-box.ts";
import { killDuringReplacement } from "./replacement.ts";

const killBox = useKillBox();

test.each([
  ["tainted, with no replacement yet", { api: "kubernetes", verb: "create", resource: "nodeclaims", when: "before" }],
  [
    "with the replacement created and not yet marked",
    { api: "kubernetes", verb: "create", resource: "nodeclaims", when: "after" },
  ],
])("%s", (_, match) => killDuringReplacement(killBox, match));

/** The controller is killed by SIGKILL while a node leaves. */
import { expect, test } from "vitest";
import { hold, killController, untilHeld } from "../support/controller.ts";
import { atRest, launchedSince } from "../support/ec2-balance.ts";
import { allReady, load } from "../support/quick-pool.ts";
import { until } from "../support/wait.ts";
import { useKillBox } from "./kill-box.ts";
import { killDuringReplacement } from "./replacement.ts";

const killBox = useKillBox();
const { box, start } = killBox;

test.each([
  [
    "in the middle of an eviction",
    { api: "kubernetes", verb: "create", resource: "pods", subresource: "eviction", when: "before" },
  ],
  ["with terminate sent", { api: "aws", operation: "TerminateInstances", when: "after" }],
])("%s", (_, match) => killDuringReplacement(killBox, match));

test("before a finalizer is removed", async () => {
  await box().ok("apply -f -", load("web", 1, "1500m"));
  await allReady(box(), "web", 1, 120_000);
  await atRest(box(), 1);
  await box().ok("delete deployment web");
  await until(
    "the claim to be deleted",
    async () => (await box().json("get nodeclaims")).items[0]?.metadata.deletionTimestamp !== undefined,
    90_000,
  );
  const fault = await hold(box(), {
    api: "kubernetes",
    verb: ["patch", "update"],
    resource: "nodeclaims",
    when: "before",
  });
  await untilHeld(box(), fault, 90_000);
  await killController(box(), fault);
  await atRest(box(), 0);
  expect(await launchedSince(box(), start())).toHaveLength(1);
});

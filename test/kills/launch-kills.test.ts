/** The controller is killed by SIGKILL while a node is on its way. EC2's ledger judges: nothing leaked, nothing doubled. */
import { expect, test } from "vitest";
import { hold, killController, untilHeld } from "../support/controller.ts";
import { atRest, launchedSince } from "../support/ec2-balance.ts";
import { allReady, load } from "../support/quick-pool.ts";
import { until } from "../support/wait.ts";
import { useKillBox } from "./kill-box.ts";

const { box, start } = useKillBox();

async function oneNodeInTheEnd(): Promise<void> {
  await allReady(box(), "web", 1, 120_000);
  await atRest(box(), 1);
  expect(await launchedSince(box(), start())).toHaveLength(1);
}

test.each([
  ["after the NodeClaim is posted", { api: "kubernetes", verb: "create", resource: "nodeclaims", when: "after" }],
  ["with CreateFleet sent and no response yet", { api: "aws", operation: "CreateFleet", when: "after" }],
  [
    "with the response received and the status not yet patched",
    { api: "kubernetes", verb: "patch", resource: "nodeclaims", subresource: "status", when: "before" },
  ],
])("%s", async (_, match) => {
  const fault = await hold(box(), match);
  await box().ok("apply -f -", load("web", 1, "1500m"));
  await untilHeld(box(), fault);
  await killController(box(), fault);
  await oneNodeInTheEnd();
});

test("launched and not yet registered", async () => {
  await box().ok("apply -f -", load("web", 1, "1500m"));
  await until("a launched claim", async () => {
    const { items } = await box().json("get nodeclaims");
    return items.some((claim) =>
      claim.status?.conditions?.some((each) => each.type === "Launched" && each.status === "True"),
    );
  });
  await killController(box());
  await oneNodeInTheEnd();
});

import { expect, test } from "vitest";
import { condition, CREATED, node, nodeClaim } from "../testing/objects.fixture.ts";
import { decideFinalization } from "./decide-finalization.ts";
import { decideLifecycle, LAUNCH_TIMEOUT_MS, REGISTRATION_TIMEOUT_MS, type ObservedClaim } from "./decide-lifecycle.ts";

const launched = [condition("Launched")];
const registered = [...launched, condition("Registered")];
const initialized = [...registered, condition("Initialized")];

const decide = (observed: Partial<ObservedClaim>) =>
  decideLifecycle({ claim: nodeClaim(), nodes: [], launchAgeMs: 0, registrationAgeMs: 0, ...observed });
const unregistered = node({ taints: [{ key: "karpenter.sh/unregistered", effect: "NoExecute" }] });

test.each([
  ["a claim without our finalizer", { claim: nodeClaim({ finalizers: [] }) }, "adopt"],
  ["a new claim", {}, "launch"],
  ["a claim that cannot be launched for five minutes", { launchAgeMs: LAUNCH_TIMEOUT_MS }, "giveUp"],
  ["a launched claim without a node", { claim: nodeClaim({ conditions: launched }) }, "report"],
  ["a launched claim with its node", { claim: nodeClaim({ conditions: launched }), nodes: [unregistered] }, "register"],
  [
    "a launched claim without a node after 15 minutes",
    { claim: nodeClaim({ conditions: launched }), registrationAgeMs: REGISTRATION_TIMEOUT_MS },
    "giveUp",
  ],
  [
    "a registered claim with a ready node",
    { claim: nodeClaim({ conditions: registered }), nodes: [node()] },
    "initialize",
  ],
  ["an initialized claim", { claim: nodeClaim({ conditions: initialized }), nodes: [node()] }, "rest"],
  [
    "a launched claim that has been so for ever is not timed out for its launch",
    { claim: nodeClaim({ conditions: launched }), launchAgeMs: 1e12, nodes: [unregistered] },
    "register",
  ],
] as const)("%s", (_, observed, kind) => {
  expect(decide(observed).kind).toBe(kind);
});

test("two nodes with one provider id are never registered", () => {
  const claim = nodeClaim({ conditions: launched });
  expect(decide({ claim, nodes: [node(), node({ name: "b" })] })).toMatchObject({
    condition: { status: "False", reason: "MultipleNodesFound" },
  });
  const stuck = nodeClaim({ conditions: [...launched, condition("Registered", "False")] });
  expect(decide({ claim: stuck, nodes: [node()] }).kind).toBe("report");
});

test("a node that comes without the unregistered taint is registered, and the lack is told", () => {
  const claim = nodeClaim({ conditions: launched });
  expect(decide({ claim, nodes: [node()] })).toMatchObject({ unregisteredTaintMissing: true });
  expect(decide({ claim, nodes: [unregistered] })).toMatchObject({ unregisteredTaintMissing: false });
  // Registered by a controller that was killed before it could write it on the claim.
  const done = node({ labels: { "karpenter.sh/registered": "true" } });
  expect(decide({ claim, nodes: [done] })).toMatchObject({ kind: "register", unregisteredTaintMissing: false });
});

const startupTaints = [{ key: "example.com/starting", effect: "NoSchedule" }] as const;
const gpu = { resources: { requests: { "nvidia.com/gpu": "1" } } };
test.each([
  ["the node is gone", [], {}, "NodeNotFound"],
  ["the node is not ready", [node({ ready: false })], {}, "NodeNotReady"],
  ["a startup taint is there", [node({ taints: startupTaints })], { startupTaints }, "StartupTaintsExist"],
  [
    "a taint of a starting node is there",
    [node({ taints: [{ key: "node.kubernetes.io/not-ready", effect: "NoSchedule" }] })],
    {},
    "KnownEphemeralTaintsExist",
  ],
  [
    "a readiness gate is closed",
    [node({ taints: [{ key: "readiness.k8s.io/cni", effect: "NoSchedule" }] })],
    {},
    "KnownEphemeralTaintsExist",
  ],
  ["a device has not registered", [node({ allocatable: { "nvidia.com/gpu": "0" } })], gpu, "ResourceNotRegistered"],
] as const)("initialization waits while %s", (_, nodes, spec, reason) => {
  const claim = nodeClaim({ conditions: registered, spec });
  expect(decide({ claim, nodes })).toMatchObject({ kind: "report", condition: { type: "Initialized", reason } });
});

const leaving = (options: Parameters<typeof nodeClaim>[0] = {}) => nodeClaim({ deleted: CREATED, ...options });
const launchedStatus = { providerID: "p" };
test.each([
  ["not being deleted", nodeClaim(), [], "rest"],
  ["without our finalizer", leaving({ finalizers: [] }), [], "rest"],
  ["with a time limit that is not written down", leaving({ spec: { terminationGracePeriod: "5m" } }), [], "annotate"],
  ["with a node", leaving({ status: launchedStatus }), [node()], "deleteNodes"],
  ["with a node that drains", leaving({ status: launchedStatus }), [node({ deleted: CREATED })], "awaitNodes"],
  ["with an instance and no node", leaving({ status: launchedStatus }), [], "endInstance"],
  ["that may have been launched without our knowing", leaving(), [], "endInstance"],
] as const)("a claim %s", (_, claim, nodes, kind) => {
  expect(decideFinalization(claim, nodes).kind).toBe(kind);
});

test("the time limit counts from the deletion and is written once", () => {
  const spec = { terminationGracePeriod: "1h" };
  expect(decideFinalization(leaving({ spec }), [])).toEqual({
    kind: "annotate",
    terminationTimestamp: "2026-01-01T01:00:00Z",
  });
  const annotations = { "karpenter.sh/nodeclaim-termination-timestamp": "2026-01-01T00:10:00Z" };
  expect(decideFinalization(leaving({ spec, annotations }), []).kind).toBe("endInstance");
});

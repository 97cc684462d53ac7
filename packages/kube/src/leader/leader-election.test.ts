import { seededRandom, systemClock, type Lease } from "@inlay/resources";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { json, smallServer, statusBody, type SmallServer } from "../client/small-server.fixture.ts";
import { jsonLogger } from "../logging/json-logger.ts";
import { acquireLeadership, LeadershipLost, type Leadership } from "./leader-election.ts";

let server: SmallServer;
let lease: Lease | undefined;
let version = 0;
let delayMs = 0;
const stop = new AbortController();

/** One Lease with optimistic locking. */
beforeEach(async () => {
  lease = undefined;
  delayMs = 0;
  server = await smallServer((request, response) => {
    const answer = () => {
      if (request.method === "GET")
        return lease ? json(response, 200, lease) : json(response, 404, statusBody(404, "NotFound"));
      const sent = JSON.parse(request.text) as Lease;
      if (request.method === "POST" && lease) return json(response, 409, statusBody(409, "AlreadyExists"));
      if (request.method === "PUT" && sent.metadata.resourceVersion !== lease?.metadata.resourceVersion)
        return json(response, 409, statusBody(409, "Conflict"));
      lease = { ...sent, metadata: { ...sent.metadata, uid: "u", resourceVersion: String(++version) } };
      json(response, 200, lease);
    };
    if (delayMs > 0) setTimeout(answer, delayMs);
    else answer();
  });
});

afterEach(() => server.close());

const candidate = (identity: string): Promise<Leadership> =>
  acquireLeadership(
    {
      client: server.connect(),
      namespace: "karpenter",
      name: "karpenter-leader-election",
      identity,
      clock: systemClock,
      random: seededRandom(1),
      logger: jsonLogger({ level: "ERROR", commit: "test", now: Date.now, write: () => {} }),
      leaseDurationMs: 1_000,
      renewDeadlineMs: 300,
      retryPeriodMs: 30,
    },
    stop.signal,
  );

test("one leads, the other takes over when the lease is given back", async () => {
  const first = await candidate("one");
  let second: Leadership | undefined;
  const waiting = candidate("two").then((leadership) => (second = leadership));
  await vi.waitFor(() =>
    expect(server.requests.filter((request) => request.startsWith("GET")).length).toBeGreaterThan(3),
  );
  expect(second).toBeUndefined();
  await first.release();
  await waiting;
  expect(lease?.spec).toMatchObject({ holderIdentity: "two", leaseTransitions: 1 });
  await second!.release();
});

test("a dead leader's lease is taken after nobody saw it change for its duration, whatever its clock says", async () => {
  lease = {
    apiVersion: "coordination.k8s.io/v1",
    kind: "Lease",
    metadata: {
      name: "karpenter-leader-election",
      namespace: "karpenter",
      uid: "u",
      resourceVersion: "1",
      creationTimestamp: "",
    },
    spec: { holderIdentity: "dead", leaseDurationSeconds: 1, renewTime: "2099-01-01T00:00:00.000000Z" },
  };
  const startedAt = performance.now();
  const leadership = await candidate("alive");
  expect(performance.now() - startedAt).toBeGreaterThan(950);
  expect(lease.spec?.holderIdentity).toBe("alive");
  await leadership.release();
});

test("a leader stays leader as long as it can renew", async () => {
  const leadership = await candidate("one");
  const renewals = () => server.requests.filter((request) => request.startsWith("PUT")).length;
  await vi.waitFor(() => expect(renewals()).toBeGreaterThan(5), { timeout: 10_000 });
  expect(leadership.signal.aborted).toBe(false);
  expect(lease?.spec).toMatchObject({ holderIdentity: "one", leaseTransitions: 0 });
  await leadership.release();
  expect(lease?.spec?.holderIdentity).toBe("");
});

test("a leader whose API server is slower than the lease stops before another may start", async () => {
  const leadership = await candidate("one");
  const renewed = lease!.metadata.resourceVersion;
  await vi.waitFor(() => expect(lease!.metadata.resourceVersion).not.toBe(renewed));
  const lastRenewal = performance.now();
  delayMs = 5_000;
  await vi.waitFor(() => expect(leadership.signal.aborted).toBe(true), { timeout: 3_000, interval: 5 });
  expect(leadership.signal.reason).toBeInstanceOf(LeadershipLost);
  expect(performance.now() - lastRenewal).toBeLessThan(1_000);
});

test("a leader whose lease was taken by force stops at once", async () => {
  const leadership = await candidate("one");
  lease = {
    ...lease!,
    spec: { holderIdentity: "thief", leaseDurationSeconds: 60 },
    metadata: { ...lease!.metadata, resourceVersion: "999" },
  };
  const stolen = performance.now();
  await vi.waitFor(() => expect(leadership.signal.aborted).toBe(true), { timeout: 2_000, interval: 5 });
  expect(performance.now() - stolen).toBeLessThan(250);
  await leadership.release();
  expect(lease.spec?.holderIdentity).toBe("thief");
});

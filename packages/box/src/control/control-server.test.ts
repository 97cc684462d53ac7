import { afterEach, beforeEach, expect, test } from "vitest";
import type { AwsSimulation, Instance } from "@inlay/box-aws";
import { BoxClock } from "../box-clock.ts";
import { FaultBoard } from "../faults/fault-board.ts";
import { controlRoutes } from "./control-routes.ts";
import { listenForControl, type ControlServer } from "./control-server.ts";

const calls: unknown[][] = [];
const record =
  (name: string) =>
  (...args: unknown[]): void => {
    calls.push([name, ...args]);
  };
const instance = { instanceId: "i-1", privateDnsName: "ip-10-0-0-1.ec2.internal", state: "running" } as Instance;
const aws = {
  ledger: (since?: number) => [{ sequence: since ?? 0 }],
  instances: () => [instance],
  instanceTypes: () => ["c6a.large", "c6a.2xlarge", "m5.large"],
  zones: () => ["us-east-1a", "us-east-1b"],
  setCapacity: record("capacity"),
  setPrice: record("price"),
  interrupt: record("interrupt"),
} as unknown as AwsSimulation;

let server: ControlServer;
const clock = new BoxClock();
beforeEach(async () => {
  calls.length = 0;
  server = await listenForControl(
    controlRoutes({
      faults: new FaultBoard(clock),
      aws,
      clock,
      status: () => ({ name: "default" }),
      console: (id) => (id === "i-1" ? ["booted"] : undefined),
      cutWatches: (resource) => (resource === "pods" ? 2 : 5),
    }),
    0,
  );
});
afterEach(() => server.close());

async function call(method: string, path: string, body?: unknown): Promise<[number, unknown]> {
  const response = await fetch(`${server.url}/box/v1/${path}`, {
    method,
    ...(body === undefined ? {} : { body: JSON.stringify(body), headers: { "content-type": "application/json" } }),
  });
  return [response.status, await response.json()];
}

test("a fault is set, listed, released and taken away", async () => {
  const [, fault] = await call("POST", "faults", { api: "aws", operation: "CreateFleet", hang: true, times: 1 });
  expect(fault).toEqual({
    id: "fault-1",
    match: { api: "aws", operation: "CreateFleet" },
    when: "before",
    effect: { kind: "hang" },
    times: 1,
    hits: 0,
    held: [],
  });
  expect(await call("GET", "faults")).toEqual([200, { items: [fault] }]);
  expect(await call("POST", "faults/fault-1/release")).toEqual([200, { released: 0 }]);
  expect((await call("DELETE", "faults/fault-1"))[0]).toBe(200);
  expect((await call("DELETE", "faults/fault-1"))[0]).toBe(404);
});

test("capacity, prices and interruptions reach EC2", async () => {
  await call("POST", "capacity", { instanceType: "c6a.2xlarge", zone: "us-east-1a", capacityType: "spot", count: 0 });
  await call("POST", "capacity", { instanceType: "c6a.2xlarge", zone: "us-east-1a", count: null });
  await call("POST", "prices", { instanceType: "c6a.2xlarge", pricePerHour: 9.5 });
  await call("POST", "interruptions", { node: "ip-10-0-0-1.ec2.internal" });
  expect(calls).toEqual([
    ["capacity", "c6a.2xlarge", "us-east-1a", "spot", 0],
    ["capacity", "c6a.2xlarge", "us-east-1a", "on-demand", undefined],
    ["capacity", "c6a.2xlarge", "us-east-1a", "spot", undefined],
    ["price", "c6a.2xlarge", "on-demand", 9.5, undefined],
    ["interrupt", "i-1", "spot-interruption"],
  ]);
});

test("the ledger is read from a sequence number on; consoles by instance; watches are cut", async () => {
  expect(await call("GET", "ledger?since=7")).toEqual([200, { items: [{ sequence: 7 }] }]);
  expect(await call("GET", "instances/i-1/console")).toEqual([200, { lines: ["booted"] }]);
  expect(await call("POST", "watches/cut", { resource: "pods" })).toEqual([200, { cut: 2 }]);
  expect(await call("POST", "watches/cut")).toEqual([200, { cut: 5 }]);
});

test("the clock jumps", async () => {
  const before = clock.now();
  expect((await call("POST", "clock", { advance: "1h" }))[0]).toBe(200);
  expect(clock.now() - before).toBeGreaterThanOrEqual(3_600_000);
});

test.each([
  ["POST", "faults", { api: "aws" }, 422, "effect: Invalid value"],
  ["POST", "capacity", { instanceType: "x", zone: "z", count: -1 }, 422, "count: Invalid value: -1"],
  ["POST", "capacity", { zone: "z", count: 1 }, 422, "instanceType: Invalid value"],
  ["POST", "capacity", { instanceType: "x", zone: "z", count: 1, extra: 1 }, 422, "extra: Invalid value"],
  ["POST", "prices", { instanceType: "x", pricePerHour: "cheap" }, 422, "pricePerHour: Invalid value"],
  [
    "POST",
    "capacity",
    { instanceType: "c6a.huge", zone: "us-east-1a", count: 1 },
    422,
    "one of c6a.large, c6a.2xlarge",
  ],
  ["POST", "capacity", { instanceType: "c6a.large", zone: "eu-1", count: 1 }, 422, "one of us-east-1a, us-east-1b"],
  ["POST", "prices", { instanceType: "x9.large", pricePerHour: 1 }, 422, "a type of EC2, such as c6a.2xlarge"],
  ["POST", "prices", { instanceType: "m5.large", pricePerHour: 1, zone: "us-east-1a" }, 422, "zone: Invalid value"],
  ["POST", "interruptions", { node: "n" }, 404, "these run: ip-10-0-0-1.ec2.internal (i-1)"],
  ["POST", "interruptions", { node: "n", kind: "flood" }, 422, "kind: Invalid value"],
  ["POST", "clock", { advance: "soon" }, 422, "advance: Invalid value"],
  ["GET", "ledger?since=x", undefined, 422, "since: Invalid value"],
  ["GET", "nothing", undefined, 404, "there are /box/v1/status"],
  ["DELETE", "ledger", undefined, 405, "takes GET, not DELETE"],
])("%s %s %j answers %d and says what to change", async (method, path, body, status, message) => {
  const [actual, answer] = await call(method, path, body);
  expect(actual).toBe(status);
  expect((answer as { error: { message: string } }).error.message).toContain(message);
});

test("what is no JSON, too long or from a foreign name is refused", async () => {
  const post = (body: string, headers: Record<string, string>) =>
    fetch(`${server.url}/box/v1/faults`, { method: "POST", body, headers }).then((response) => response.status);
  expect(await post("{", { "content-type": "application/json" })).toBe(400);
  expect(await post("{}", { "content-type": "text/plain" })).toBe(415);
  expect(await post(`"${"x".repeat(2 ** 20)}"`, { "content-type": "application/json" })).toBe(413);
});

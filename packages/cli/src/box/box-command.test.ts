import { createServer, type Server } from "node:http";
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import type { AddressInfo } from "node:net";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { program } from "../program.ts";

let server: Server;
let folder: string;
let calls: [method: string, path: string, body: unknown][];
let answer: unknown;

/** A box that lives (this process) and whose control API writes down what it is asked. */
beforeEach(async () => {
  calls = [];
  answer = {};
  server = createServer((request, response) => {
    let text = "";
    request.on("data", (chunk: Buffer) => (text += chunk.toString()));
    request.on("end", () => {
      calls.push([request.method ?? "", request.url ?? "", text === "" ? undefined : JSON.parse(text)]);
      response.end(JSON.stringify(answer));
    });
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  folder = mkdtempSync(join(tmpdir(), "inlay-cli-"));
  mkdirSync(join(folder, "inlay", "default"), { recursive: true });
  const stat = readFileSync(`/proc/${process.pid}/stat`, "utf8");
  writeFileSync(
    join(folder, "inlay", "default", "box.json"),
    JSON.stringify({
      name: "default",
      pid: process.pid,
      processStart: stat.slice(stat.lastIndexOf(")") + 2).split(" ")[19],
      phase: "running",
      controlUrl: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    }),
  );
  vi.stubEnv("XDG_STATE_HOME", folder);
  vi.stubEnv("INLAY_BOX", "");
});
afterEach(() => {
  vi.unstubAllEnvs();
  vi.restoreAllMocks();
  server.closeAllConnections();
  server.close();
  rmSync(folder, { recursive: true, force: true });
});

async function inlay(line: string): Promise<string> {
  const written: string[] = [];
  vi.spyOn(process.stdout, "write").mockImplementation((text) => written.push(String(text)) > 0);
  const args = line.split(" ");
  await (await program(args)).parseAsync(args, { from: "user" });
  return written.join("");
}

test.each([
  [
    "box fault --operation CreateFleet --error RequestLimitExceeded --times 5",
    { api: "aws", operation: "CreateFleet", times: 5, error: { code: "RequestLimitExceeded" } },
  ],
  ["box fault --service ec2 --delay 20s --after", { api: "aws", service: "ec2", when: "after", delayMs: 20_000 }],
  [
    "box fault --verb create patch --resource nodeclaims --object default-x --hang --name default",
    { api: "kubernetes", verb: ["create", "patch"], resource: "nodeclaims", name: "default-x", hang: true },
  ],
  [
    "box fault --resource pods --subresource eviction --error TooManyRequests --status 429 --message slow",
    {
      api: "kubernetes",
      resource: "pods",
      subresource: "eviction",
      error: { code: "TooManyRequests", status: 429, message: "slow" },
    },
  ],
])("%s", async (line, body) => {
  answer = { id: "fault-1", match: { api: "aws" }, when: "before", effect: { kind: "hang" }, hits: 0, held: [] };
  expect(await inlay(line)).toContain("fault-1 set");
  expect(calls).toEqual([["POST", "/box/v1/faults", body]]);
});

test.each([
  ["box capacity c6a.2xlarge us-east-1a 0", "capacity", { instanceType: "c6a.2xlarge", zone: "us-east-1a", count: 0 }],
  [
    "box capacity m5.large us-east-1b unlimited --capacity-type spot",
    "capacity",
    { instanceType: "m5.large", zone: "us-east-1b", count: null, capacityType: "spot" },
  ],
  ["box price m5.large 0.5", "prices", { instanceType: "m5.large", capacityType: "on-demand", pricePerHour: 0.5 }],
  [
    "box price m5.large default --zone us-east-1a",
    "prices",
    { instanceType: "m5.large", capacityType: "spot", pricePerHour: null, zone: "us-east-1a" },
  ],
  ["box interrupt i-1 --kind rebalance", "interruptions", { instance: "i-1", kind: "rebalance" }],
  [
    "box interrupt ip-10-0-0-1.ec2.internal",
    "interruptions",
    { node: "ip-10-0-0-1.ec2.internal", kind: "spot-interruption" },
  ],
  ["box clock 1h", "clock", { advance: "1h" }],
])("%s", async (line, path, body) => {
  await inlay(line);
  expect(calls).toEqual([["POST", `/box/v1/${path}`, body]]);
});

test("the ledger is a table, of effects only where that is asked for", async () => {
  const entry = { time: "2026-01-01T00:00:00.000Z", service: "ec2" };
  answer = {
    items: [
      { ...entry, sequence: 1, operation: "DescribeSubnets", resources: [] },
      { ...entry, sequence: 2, operation: "CreateFleet", resources: ["i-1"] },
    ],
  };
  expect(await inlay("box ledger --effects --since 7")).toBe(
    "#   TIME                       SERVICE   OPERATION     RESULT   RESOURCES\n2   2026-01-01T00:00:00.000Z   ec2       CreateFleet   ok       i-1\n",
  );
  expect(calls[0]![1]).toBe("/box/v1/ledger?since=7");
});

test("without a box each command says how to start one", async () => {
  rmSync(join(folder, "inlay"), { recursive: true });
  await expect(inlay("box status")).rejects.toThrow("no box runs: start one with `inlay up` (or `npm start`)");
  await expect(inlay("env")).rejects.toThrow("no box runs");
  await expect(inlay("box status --name other")).rejects.toThrow("inlay up --name other");
});

test("env prints what a shell has to set, and clears what would win over it", async () => {
  const text = await inlay("env");
  expect(text).toMatch(/^unset AWS_PROFILE /);
  expect(text).toContain(`export KUBECONFIG=${join(folder, "inlay", "default", "kubeconfig")}\n`);
  expect(text).toMatch(/^export INLAY_BOX_URL=http:\/\/127\.0\.0\.1:\d+$/m);
});

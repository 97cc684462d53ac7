import { systemClock, type Event, type KubeObject } from "@inlay/resources";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { json, smallServer, type SmallServer } from "../client/small-server.fixture.ts";
import { jsonLogger } from "../logging/json-logger.ts";
import { apiEventRecorder } from "./api-event-recorder.ts";

let server: SmallServer;
let written: { readonly method: string; readonly body: Partial<Event> }[];
let now: number;
const stop = new AbortController();
const pod: KubeObject = {
  apiVersion: "v1",
  kind: "Pod",
  metadata: { name: "p", namespace: "x", uid: "u", resourceVersion: "1", creationTimestamp: "" },
};

beforeEach(async () => {
  written = [];
  now = 1_000_000;
  server = await smallServer((request, response) => {
    const body = JSON.parse(request.text) as Event;
    written.push({ method: request.method!, body });
    json(response, 200, body);
  });
});
afterEach(() => server.close());

const recorder = () =>
  apiEventRecorder({
    client: server.connect(),
    clock: { ...systemClock, now: () => now },
    logger: jsonLogger({ level: "ERROR", commit: "test", now: Date.now, write: () => {} }),
    signal: stop.signal,
    component: "karpenter",
    perSecond: 1,
    burst: 3,
  });

test("an event is told once within its time, and counted when it comes again later", async () => {
  const events = recorder();
  const event = { object: pod, type: "Normal", reason: "Nominated", message: "here" } as const;
  events.record(event);
  events.record(event);
  await vi.waitFor(() => expect(written).toHaveLength(1));
  expect(written[0]).toMatchObject({
    method: "POST",
    body: {
      reason: "Nominated",
      count: 1,
      source: { component: "karpenter" },
      involvedObject: { kind: "Pod", uid: "u" },
    },
  });
  now += 121_000;
  await vi.waitFor(() => {
    events.record(event);
    expect(written).toHaveLength(2);
  });
  expect(written[1]).toMatchObject({ method: "PATCH", body: { count: 2 } });
});

test("a storm is cut at the burst", async () => {
  const events = recorder();
  for (let n = 0; n < 50; n++) events.record({ object: pod, type: "Warning", reason: "R", message: `m${n}` });
  await vi.waitFor(() => expect(written).toHaveLength(3));
});

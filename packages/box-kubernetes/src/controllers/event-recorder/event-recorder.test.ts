import { CONFIG_MAPS, EVENTS, type ConfigMap, type Event } from "@inlay/resources";
import { expect, test } from "vitest";
import { inMemoryApi } from "../../testing/in-memory-api.ts";
import { SteppedClock } from "../../testing/stepped-clock.ts";
import { EventRecorder } from "./event-recorder.ts";

async function recorder(style?: "events.k8s.io") {
  const clock = new SteppedClock();
  const { api } = await inMemoryApi({ clock });
  const draft = { apiVersion: "v1", kind: "ConfigMap" as const, metadata: { name: "m", namespace: "default" } };
  const object = await api.create<ConfigMap>(CONFIG_MAPS, draft);
  const events = () => api.list<Event>(EVENTS);
  return {
    clock,
    api,
    object,
    events,
    recorder: new EventRecorder({ api, clock, component: "job-controller", style }),
  };
}

test("equal events of an object are counted on one", async () => {
  const { clock, object, events, recorder: recorder1 } = await recorder();
  for (let times = 0; times < 3; times++) recorder1.normal(object, "Done", "it is done");
  recorder1.warning(object, "Done", "it is done");
  await clock.pass(5_000);
  recorder1.normal(object, "Done", "it is done");
  await clock.pass(10);
  expect(
    events()
      .map(({ type, count }) => `${type} ${count}`)
      .sort(),
  ).toEqual(["Normal 4", "Warning 1"]);
  expect(events()[0]).toMatchObject({
    involvedObject: { kind: "ConfigMap", name: "m", uid: object.metadata.uid },
    source: { component: "job-controller" },
    firstTimestamp: "2026-01-01T00:00:00Z",
    lastTimestamp: "2026-01-01T00:00:05Z",
  });
});

test("the scheduler's events have an action and a series", async () => {
  const { clock, object, events, recorder: recorder1 } = await recorder("events.k8s.io");
  recorder1.warning(object, "FailedScheduling", "no room", "Scheduling");
  recorder1.warning(object, "FailedScheduling", "no room", "Scheduling");
  await clock.pass(10);
  expect(events()).toMatchObject([
    { action: "Scheduling", firstTimestamp: null, eventTime: "2026-01-01T00:00:00.000000Z", series: { count: 2 } },
  ]);
});

test("one object does not flood the store", async () => {
  const { clock, object, events, recorder: recorder1 } = await recorder();
  for (let index = 0; index < 100; index++) recorder1.normal(object, "Busy", `number ${index}`);
  await clock.pass(10);
  expect(events()).toHaveLength(25);
  await clock.pass(300_000);
  recorder1.normal(object, "Busy", "again");
  recorder1.normal(object, "Busy", "and again");
  await clock.pass(10);
  expect(events()).toHaveLength(26);
});

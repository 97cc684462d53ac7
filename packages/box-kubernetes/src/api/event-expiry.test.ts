import { EVENTS, type Clock, type Event } from "@inlay/resources";
import { expect, test } from "vitest";
import { inMemoryApi } from "../testing/in-memory-api.ts";
import { expireEvents } from "./event-expiry.ts";

test("an event is forgotten an hour after it was written", async () => {
  let now = Date.parse("2026-01-01T00:00:00Z");
  const due: { readonly at: number; readonly run: () => void }[] = [];
  const clock: Clock = {
    now: () => now,
    sleep: async () => undefined,
    after: (milliseconds, run) => {
      due.push({ at: now + milliseconds, run });
      return () => undefined;
    },
  };
  const advance = (milliseconds: number) => {
    const end = now + milliseconds;
    for (let next = due[0]; next && next.at <= end; next = due[0]) {
      due.shift();
      now = next.at;
      next.run();
    }
    now = end;
  };
  const { api, machinery } = await inMemoryApi({ clock });
  expireEvents(machinery, new AbortController().signal);
  const event = (name: string) => ({
    apiVersion: "v1",
    kind: "Event" as const,
    metadata: { name, namespace: "default" },
    involvedObject: { kind: "Pod", name: "p", namespace: "default" },
  });
  await api.create<Event>(EVENTS, event("old"));
  advance(1_800_000);
  await api.create<Event>(EVENTS, event("new"));
  advance(1_900_000);
  expect(api.list(EVENTS).map(({ metadata }) => metadata.name)).toEqual(["new"]);
});

import fc from "fast-check";
import { expect, test } from "vitest";
import type { KubeObject } from "@inlay/resources";
import { ObjectStore } from "./object-store.ts";
import type { StoreEvent } from "./store-event.ts";
import { keyOf } from "./watch-window.ts";

const PODS = "/pods";

function pod(name: string, namespace = "default", value = ""): KubeObject {
  const metadata = { name, namespace, uid: `${namespace}-${name}`, resourceVersion: "", creationTimestamp: "" };
  return { kind: "Pod", apiVersion: "v1", metadata: { ...metadata, ...(value && { labels: { value } }) } };
}

type Step = { readonly namespace: string; readonly name: string; readonly value: string; readonly remove: boolean };

const steps = fc.array(
  fc.record<Step>({
    namespace: fc.constantFrom("a", "a-b", "b"),
    name: fc.constantFrom("p", "q", "r"),
    value: fc.constantFrom("1", "2", "3"),
    remove: fc.boolean(),
  }),
  { maxLength: 60 },
);

function play(store: ObjectStore, { namespace, name, value, remove }: Step): void {
  const existing = store.get(PODS, namespace, name);
  if (!existing) store.create(PODS, pod(name, namespace, value));
  else if (remove) store.delete(PODS, existing);
  else store.update(PODS, pod(name, namespace, value), existing);
}

function replay(start: readonly KubeObject[], events: readonly StoreEvent[]): readonly KubeObject[] {
  const state = new Map(start.map((object) => [keyOf(object), object]));
  for (const { type, object } of events)
    if (type === "DELETED") state.delete(keyOf(object));
    else state.set(keyOf(object), object);
  return [...state].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, object]) => object);
}

test("revisions rise by one with each write and are the objects' resourceVersions", () => {
  fc.assert(
    fc.property(steps, (plan) => {
      const store = new ObjectStore();
      const seen: StoreEvent[] = [];
      store.subscribe(PODS, (event) => seen.push(event));
      for (const step of plan) play(store, step);
      expect(seen.map((event) => event.revision)).toEqual(plan.map((_, index) => index + 1));
      for (const { revision, object } of seen) expect(object.metadata.resourceVersion).toBe(String(revision));
    }),
  );
});

test("a list and the watch from its revision add up to the later list, from any point on", () => {
  fc.assert(
    fc.property(steps, fc.nat(60), (plan, cut) => {
      const store = new ObjectStore();
      for (const step of plan.slice(0, cut)) play(store, step);
      const start = store.list(PODS);
      const revision = store.revision;
      const live: StoreEvent[] = [];
      store.subscribe(PODS, (event) => live.push(event));
      for (const step of plan.slice(cut)) play(store, step);
      const resumed: StoreEvent[] = [];
      store.subscribe(PODS, (event) => resumed.push(event), revision);
      expect(resumed).toEqual(live);
      expect(replay(start, live)).toEqual(store.list(PODS));
      expect(store.listAt(PODS, undefined, revision)).toEqual(start);
    }),
  );
});

test("lists are sorted as etcd sorts keys", () => {
  const store = new ObjectStore();
  for (const [namespace, name] of [
    ["a", "x"],
    ["a-b", "x"],
    ["a", "b"],
  ] as const)
    store.create(PODS, pod(name, namespace));
  expect(store.list(PODS).map(keyOf)).toEqual(["a-b/x", "a/b", "a/x"]);
  expect(store.list(PODS, "a").map(keyOf)).toEqual(["a/b", "a/x"]);
});

test("a listener that writes does not come before its own cause, and hears of nothing twice", () => {
  const store = new ObjectStore();
  const heard: string[] = [];
  store.subscribe(PODS, ({ object }) => {
    if (object.metadata.name !== "a") return;
    store.create(PODS, pod("b"));
    store.subscribe(PODS, (event) => heard.push(`late ${event.object.metadata.name}`));
    store.create(PODS, pod("c"));
  });
  store.subscribe(PODS, ({ object }) => heard.push(object.metadata.name));
  store.create(PODS, pod("a"));
  expect(heard).toEqual(["a", "b", "c", "late c"]);
});

test("only the one who read the latest state may replace or remove it", () => {
  const store = new ObjectStore();
  const first = store.create(PODS, pod("a"));
  const second = store.update(PODS, pod("a", "default", "2"), first);
  expect(() => store.update(PODS, pod("a"), first)).toThrow(expect.objectContaining({ code: "STALE_OBJECT" }));
  expect(() => store.delete(PODS, first)).toThrow(expect.objectContaining({ code: "STALE_OBJECT" }));
  expect(() => store.create(PODS, pod("a"))).toThrow(expect.objectContaining({ code: "KEY_EXISTS" }));
  expect(store.delete(PODS, second).metadata.resourceVersion).toBe("3");
});

test("history beyond the window expires, and only there", () => {
  const store = new ObjectStore({ windowSize: 4 });
  for (let index = 0; index < 8; index++) store.create(PODS, pod(`p${index}`));
  expect(() => store.subscribe(PODS, () => {}, 3)).toThrow(expect.objectContaining({ code: "REVISION_EXPIRED" }));
  const kept: number[] = [];
  store.subscribe(PODS, (event) => kept.push(event.revision), 4);
  expect(kept).toEqual([5, 6, 7, 8]);
  expect(() => store.listAt(PODS, undefined, 3)).toThrow(expect.objectContaining({ code: "REVISION_EXPIRED" }));
  expect(() => store.subscribe("/nodes", () => {}, 0)).not.toThrow();
});

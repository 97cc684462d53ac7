import fc from "fast-check";
import type { KubeObject } from "@inlay/resources";
import { expect, test } from "vitest";
import { ObjectStore } from "./object-store.ts";

interface Labelled extends KubeObject {
  readonly color: string;
}

const labelled = (name: string, resourceVersion: number, color: string): Labelled => ({
  apiVersion: "v1",
  kind: "Labelled",
  color,
  metadata: { name, uid: `uid-${name}`, resourceVersion: String(resourceVersion), creationTimestamp: "" },
});

const change = fc.record({
  kind: fc.constantFrom("put" as const, "remove" as const),
  name: fc.constantFrom("a", "b", "c"),
  color: fc.constantFrom("red", "green"),
});

test("whatever the order of arrival, the newest version of each object wins and the index agrees with it", () => {
  fc.assert(
    fc.property(fc.array(change, { maxLength: 30 }), fc.infiniteStream(fc.nat()), (changes, shuffle) => {
      const numbered = changes.map((each, index) => ({ ...each, version: index + 1 }));
      const order = numbered
        .map((each) => ({ each, at: shuffle.next().value ?? 0 }))
        .sort((a, b) => a.at - b.at)
        .map(({ each }) => each);
      const store = new ObjectStore<Labelled>();
      store.addIndex("color", ({ color }) => [color]);
      for (const { kind, name, color, version } of order) {
        if (kind === "put") store.put(labelled(name, version, color));
        else store.remove(labelled(name, version, color));
      }
      for (const name of ["a", "b", "c"]) {
        const last = numbered.findLast((each) => each.name === name);
        if (last?.kind === "put") expect(store.get(name)).toMatchObject({ color: last.color });
      }
      for (const color of ["red", "green"]) {
        const scanned = store.all().filter((each) => each.color === color);
        expect(new Set(store.byIndex("color", color))).toEqual(new Set(scanned));
      }
    }),
  );
});

test("an object that left the selector may come back with a newer version", () => {
  const store = new ObjectStore<Labelled>();
  store.put(labelled("a", 1, "red"));
  store.remove(labelled("a", 2, "red"));
  expect(store.put(labelled("a", 2, "red"))).toBeUndefined();
  expect(store.put(labelled("a", 3, "red"))).toMatchObject({ type: "added" });
});

test("a list takes away what it lacks, but not what is newer than the list", () => {
  const store = new ObjectStore<Labelled>();
  store.put(labelled("old", 1, "red"));
  store.put(labelled("written", 12, "red"));
  const events = store.replace([labelled("listed", 5, "green")], "10");
  expect(events.map(({ type, object }) => `${type} ${object.metadata.name}`)).toEqual(["added listed", "deleted old"]);
  expect(store.all().map(({ metadata }) => metadata.name)).toEqual(["written", "listed"]);
});

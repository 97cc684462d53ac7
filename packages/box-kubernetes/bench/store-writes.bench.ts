/** Writes per second of the store alone, in memory and on disk. Run: node packages/box-kubernetes/bench/store-writes.bench.ts */
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { KubeObject } from "@inlay/resources";
import { JournalFile } from "../src/store/journal-file.ts";
import { ObjectStore } from "../src/store/object-store.ts";

const WRITES = 100_000;
const WRITERS = 64;

function map(index: number): KubeObject & { readonly data: unknown } {
  const metadata = {
    name: `c${index}`,
    namespace: "bench",
    uid: `u${index}`,
    resourceVersion: "",
    creationTimestamp: "",
  };
  return { kind: "ConfigMap", apiVersion: "v1", metadata, data: { a: "1" } };
}

/** Each writer waits for its write to be on disk before the next. */
async function write(store: ObjectStore): Promise<number> {
  let heard = 0;
  store.subscribe("/configmaps", () => heard++);
  const begin = performance.now();
  let next = 0;
  await Promise.all(
    Array.from({ length: WRITERS }, async () => {
      while (next < WRITES) {
        store.create("/configmaps", map(next++));
        await store.whenDurable();
      }
    }),
  );
  const seconds = (performance.now() - begin) / 1000;
  if (heard !== WRITES) throw new Error(`a watcher heard of ${heard} of ${WRITES} writes`);
  return WRITES / seconds;
}

const folder = mkdtempSync(join(tmpdir(), "store-bench-"));
const durable = new ObjectStore({ journal: new JournalFile(folder) });
const results = [
  { bench: "store, in memory", "writes/s": Math.round(await write(new ObjectStore())) },
  { bench: `store, on disk, ${WRITERS} writers`, "writes/s": Math.round(await write(durable)) },
];
await durable.close();
rmSync(folder, { recursive: true });
console.table(results);

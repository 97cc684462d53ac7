/**
 * A process that is there to be killed: many writers change objects in a store with a journal, and each write is told on standard output
 * as soon as it is durable, `name value` or `name -` for a removal. Arguments: folder, seed, size from which the journal is compacted.
 */
import { writeSync } from "node:fs";
import { seededRandom, type KubeObject } from "@inlay/resources";
import { JournalFile } from "../store/journal-file.ts";
import { ObjectStore } from "../store/object-store.ts";

const MAPS = "/configmaps";
const WRITERS = 8;
const NAMES_EACH = 5;

/** What is to be run as a process. */
export const JOURNAL_WRITER = import.meta.filename;

async function writeUntilKilled(folder: string, seed: string, compactAfterBytes: number): Promise<void> {
  const random = seededRandom(Number(seed));
  const store = new ObjectStore({ journal: new JournalFile(folder, compactAfterBytes) });
  /** Each name has one writer, so that what it told last is what must be there. */
  const writer = async (index: number): Promise<never> => {
    for (let count = 0; ; count++) {
      const name = `m${index}-${Math.floor(random() * NAMES_EACH)}`;
      const current = store.get(MAPS, "n", name);
      const value = `${seed}.${count}`;
      const removes = current !== undefined && random() < 0.2;
      if (removes) store.delete(MAPS, current);
      else if (current) store.update(MAPS, map(name, value), current);
      else store.create(MAPS, map(name, value));
      await store.whenDurable();
      writeSync(1, `${name} ${removes ? "-" : value}\n`);
    }
  };
  await Promise.all(Array.from({ length: WRITERS }, (_, index) => writer(index)));
}

function map(name: string, value: string): KubeObject & { readonly data: unknown } {
  const metadata = { name, namespace: "n", uid: name, resourceVersion: "", creationTimestamp: "" };
  return { kind: "ConfigMap", apiVersion: "v1", metadata, data: { value, padding: "x".repeat(1_000) } };
}

if (import.meta.main) {
  const [folder = "", seed = "1", compactAfterBytes = "65536"] = process.argv.slice(2);
  await writeUntilKilled(folder, seed, Number(compactAfterBytes));
}

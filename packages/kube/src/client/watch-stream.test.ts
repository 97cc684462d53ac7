import fc from "fast-check";
import { expect, test } from "vitest";
import { watchEvents } from "./watch-stream.ts";

const frame = (name: string) => ({ type: "ADDED", object: { kind: "X", metadata: { name } } });

async function* chunksOf(bytes: Uint8Array, sizes: readonly number[]): AsyncGenerator<Uint8Array> {
  let at = 0;
  for (const size of sizes) {
    yield bytes.subarray(at, at + size);
    at += size;
    await Promise.resolve();
  }
  yield bytes.subarray(at);
}

test("frames arrive whole however the bytes are cut, also inside a character", async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(fc.string({ unit: "grapheme" })), fc.array(fc.nat(40)), async (names, sizes) => {
      const bytes = new TextEncoder().encode(names.map((name) => `${JSON.stringify(frame(name))}\n`).join(""));
      const seen: string[] = [];
      for await (const batch of watchEvents(chunksOf(bytes, sizes)))
        seen.push(...batch.map(({ object }) => object.metadata.name));
      expect(seen).toEqual(names);
    }),
  );
});

test("an ERROR frame ends the watch after what came before it", async () => {
  const error = { type: "ERROR", object: { kind: "Status", code: 410, reason: "Expired", message: "too old" } };
  const text = `${JSON.stringify(frame("a"))}\n${JSON.stringify(error)}\n`;
  const seen: string[] = [];
  const read = async () => {
    for await (const batch of watchEvents(chunksOf(new TextEncoder().encode(text), [])))
      seen.push(...batch.map(({ object }) => object.metadata.name));
  };
  await expect(read()).rejects.toMatchObject({ status: 410, code: "Expired" });
  expect(seen).toEqual(["a"]);
});

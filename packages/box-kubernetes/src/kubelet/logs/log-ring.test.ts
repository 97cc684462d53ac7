import fc from "fast-check";
import { expect, test } from "vitest";
import type { LogOptions } from "../node-proxy.ts";
import { LogRing } from "./log-ring.ts";

const NOW = Date.parse("2026-01-01T00:01:00Z");
async function read(log: LogRing, options: LogOptions = {}, signal = new AbortController().signal): Promise<string> {
  const chunks: Uint8Array[] = [];
  for await (const chunk of log.read(options, NOW, signal)) chunks.push(chunk);
  return Buffer.concat(chunks).toString();
}

test("what was written comes out whole, however it was cut", async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(fc.string({ maxLength: 20 })), fc.array(fc.nat(30)), async (lines, cuts) => {
      const text = lines.map((line) => `${line.replaceAll("\n", "")}\n`).join("");
      const log = new LogRing();
      let rest = Buffer.from(text);
      for (const cut of cuts) {
        log.write(rest.subarray(0, cut), NOW);
        rest = rest.subarray(cut);
      }
      log.write(rest, NOW);
      expect(await read(log)).toBe(text);
    }),
  );
});

test("times choose lines, and can be shown", async () => {
  const log = new LogRing();
  log.write(Buffer.from("old\n"), NOW - 30_000);
  log.write(Buffer.from("new\n"), NOW - 5_000);
  expect(await read(log, { sinceSeconds: 10 })).toBe("new\n");
  expect(await read(log, { sinceTime: "2026-01-01T00:00:10Z", tailLines: 5 })).toBe("old\nnew\n");
  expect(await read(log, { timestamps: true, tailLines: 1 })).toBe("2026-01-01T00:00:55.000000000Z new\n");
  expect(await read(log, { limitBytes: 6 })).toBe("old\nne");
});

test("the oldest lines make room, a follower goes on and ends with the container or with its caller", async () => {
  const log = new LogRing();
  const line = `${"x".repeat(1023)}\n`;
  for (let index = 0; index < 6_000; index++) log.write(Buffer.from(line), NOW);
  const kept = (await read(log)).length;
  expect(kept).toBeLessThanOrEqual(4 * 1024 * 1024);
  expect(kept).toBeGreaterThan(3 * 1024 * 1024);
  const followed = read(log, { follow: true, tailLines: 0 });
  const caller = new AbortController();
  const abandoned = read(log, { follow: true, tailLines: 0 }, caller.signal);
  log.write(Buffer.from("last "), NOW);
  log.write(Buffer.from("words"), NOW);
  caller.abort();
  log.end(NOW);
  expect(await followed).toBe("last words\n");
  await abandoned;
});

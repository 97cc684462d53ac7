import { expect, test } from "vitest";
import type { Instance } from "@inlay/box-aws";
import { systemClock, type Clock } from "@inlay/resources";
import { ConsoleMirror } from "./console-mirror.ts";

test("what a machine prints before EC2 shows it is shown afterwards, as it is by then", () => {
  const lines = ["one"];
  const shown: string[] = [];
  const later: (() => void)[] = [];
  let visible = false;
  const clock: Clock = { ...systemClock, after: (_, callback) => (later.push(callback), () => undefined) };
  const mirror = new ConsoleMirror(
    {
      instance: () => ({}) as Instance,
      setConsoleOutput: (_, text) => {
        if (!visible) throw new Error("InvalidInstanceID.NotFound");
        shown.push(text);
      },
    },
    clock,
    () => lines,
  );
  mirror.changed("i-1");
  lines.push("two");
  mirror.changed("i-1");
  expect(later).toHaveLength(1);
  visible = true;
  later[0]!();
  expect(shown).toEqual(["one\ntwo\n"]);
});

test("an instance that is gone has no console", () => {
  const mirror = new ConsoleMirror(
    {
      instance: () => undefined,
      setConsoleOutput: () => {
        throw new Error("not reached");
      },
    },
    systemClock,
    () => [],
  );
  expect(() => mirror.changed("i-1")).not.toThrow();
});

import { expect, test } from "vitest";
import { troublePrinter } from "./trouble-printer.ts";

test("the same trouble is told once a minute, another one at once", () => {
  const lines: string[] = [];
  let now = 0;
  const print = troublePrinter((line) => lines.push(line), () => now); // prettier-ignore
  print(new Error("a"));
  print(new Error("a"));
  print(new Error("b"));
  now = 60_000;
  print(new Error("a"));
  expect(lines).toEqual(["inlay: a\n", "inlay: b\n", "inlay: a\n"]);
});

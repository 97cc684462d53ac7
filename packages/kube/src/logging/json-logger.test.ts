import { expect, test } from "vitest";
import { errorText, jsonLogger } from "./json-logger.ts";

function logger(level: "DEBUG" | "INFO" | "ERROR" = "INFO") {
  const lines: string[] = [];
  const write = (line: string) => lines.push(line);
  return { lines, log: jsonLogger({ level, commit: "4ff8cfe", now: () => 1_759_942_623_613, write }) };
}

test("a line reads as zap writes it: fixed fields, bound fields, own fields", () => {
  const { lines, log } = logger();
  log.with({ controller: "provisioner" }).info("found provisionable pod(s)", { duration: "97ms" });
  expect(lines).toEqual([
    '{"level":"INFO","time":"2025-10-08T16:57:03.613Z","logger":"controller","message":"found provisionable pod(s)","commit":"4ff8cfe","controller":"provisioner","duration":"97ms"}\n',
  ]);
});

test("an error stands first among the line's fields, with its causes", () => {
  const { lines, log } = logger();
  log.error("failed launching nodeclaim", new Error("launching", { cause: new Error("throttled") }), { zone: "z" });
  expect(lines[0]).toContain('"commit":"4ff8cfe","error":"launching: throttled","zone":"z"');
});

test("lines below the level are not written", () => {
  const { lines, log } = logger("ERROR");
  log.info("quiet");
  log.debug("quiet");
  expect(lines).toEqual([]);
});

test("a cause that says the same is told once", () => {
  const cause = new Error("refused");
  expect(errorText(new Error("connect: refused", { cause }))).toBe("connect: refused");
});

test("a part's name stands behind its process's", () => {
  const lines: string[] = [];
  const options = {
    level: "INFO",
    commit: "abc",
    now: () => 0,
    write: (line: string) => void lines.push(line),
  } as const;
  jsonLogger(options).with({ a: 1 }).named("controller-runtime.metrics").info("Starting metrics server");
  expect(lines).toEqual([
    '{"level":"INFO","time":"1970-01-01T00:00:00.000Z","logger":"controller.controller-runtime.metrics","message":"Starting metrics server","commit":"abc","a":1}\n',
  ]);
});

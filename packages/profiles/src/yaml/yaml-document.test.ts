import { expect, test } from "vitest";
import { readYaml } from "./yaml-document.ts";

const value = (text: string): unknown => readYaml(text).documents[0]?.value;

test("scalars are read as helm reads them", () => {
  expect(value("[y, N, yes, off, -0644, 0b11, 0644, 0o644, 1_000, 12:30, 2024-01-02, 1.5, null, true]")).toEqual([
    true,
    false,
    true,
    false,
    -420,
    3,
    420,
    420,
    1000,
    "12:30",
    "2024-01-02",
    1.5,
    null,
    true,
  ]);
});

test("a syntax error tells line and column", () => {
  const { documents, faults } = readYaml("a: 1\nb: [1, 2\nc: 3\n");
  expect(documents).toEqual([]);
  expect(faults[0]).toMatchObject({ code: "YAML_SYNTAX", line: 3 });
});

test("a key that stands twice is an error", () => {
  expect(readYaml("a: 1\na: 2\n").faults[0]).toMatchObject({ code: "YAML_SYNTAX", line: 2 });
});

test("a thousand aliases are refused, and so are few that multiply", () => {
  const many = `a: &a 1\nb: [${Array.from({ length: 1000 }, () => "*a").join(", ")}]\n`;
  expect(readYaml(many).faults[0]).toMatchObject({ code: "YAML_TOO_MANY_ALIASES", line: 2 });
  const bomb = `a0: &a0 [x]\n${Array.from({ length: 9 }, (_, i) => `a${i + 1}: &a${i + 1} [${Array.from({ length: 9 }, () => `*a${i}`).join(",")}]`).join("\n")}\n`;
  expect(readYaml(bomb).faults[0]).toMatchObject({ code: "YAML_TOO_MANY_ALIASES" });
});

test("ten megabytes are refused without being read", () => {
  expect(readYaml("x".repeat(10_000_000)).faults[0]).toMatchObject({ code: "YAML_TOO_LARGE" });
});

test("a path tells where it stands, and a missing one where its parent does", () => {
  const [document] = readYaml("a:\n  b:\n    - c: 1\n      d: 2\n").documents;
  expect(document?.locate(["a", "b", 0, "d"])).toEqual({ line: 4, column: 10 });
  expect(document?.locate(["a", "b", 0, "nothing"])).toEqual({ line: 3, column: 7 });
});

import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { readYaml } from "../yaml/yaml-document.ts";
import type { MacroScope } from "./macro-scope.ts";
import { mergeMacros } from "./macro-scope.ts";
import { resolveMacros, resolveText } from "./resolve-macros.ts";

const scope: MacroScope = {
  system: { "cluster.name": "shop", "kubernetes.version": "1.32.9" },
  macros: { TEAM: "blue", EMPTY: "" },
  variables: { count: "3" },
  pack: (name, path) => (name === "karpenter" && path.join(".") === "awsAccountNumber" ? "123456789012" : undefined),
};
const text = (source: string): string => resolveText(source, scope).text;
const codes = (source: string): readonly string[] => resolveMacros(source, scope).faults.map(({ code }) => code);

describe("what macros become", () => {
  test.each([
    ["{{.spectro.system.cluster.name}}-nodeRole", "shop-nodeRole"],
    ["{{ .spectro.system.cluster.name }}", "shop"],
    ["{{- .spectro.system.cluster.name -}}", "shop"],
    ["arn:aws:iam::{{.spectro.pack.karpenter.awsAccountNumber}}:role/x", "arn:aws:iam::123456789012:role/x"],
    ["{{ .spectro.system.kubernetes.version | substr 0 4 }}", "1.32"],
    ["{{ .spectro.macro.TEAM | upper | trunc 2 }}", "BL"],
    ['{{ .spectro.macro.NONE | default "green" }}', "green"],
    ['{{ .spectro.macro.TEAM | replace "b" "g" | quote }}', '"glue"'],
    ['{{ default "x" (.spectro.macro.EMPTY | upper) }}', "x"],
    ["{{ .spectro.macro.TEAM | b64enc }}", "Ymx1ZQ=="],
  ])("%s becomes %s", (source, wanted) => {
    expect(text(source)).toBe(wanted);
  });
});

test("templates of others pass untouched", () => {
  for (const foreign of [
    "system:node:{{EC2PrivateDNSName}}",
    "{{ .Values.x | quote }}",
    '{{ include "a.b" . }}',
    "{{",
    "}}",
  ])
    expect(text(foreign)).toBe(foreign);
});

test("any text without .spectro passes untouched", () => {
  fc.assert(
    fc.property(fc.string(), (source) => {
      fc.pre(!source.includes(".spectro"));
      expect(resolveText(source, scope)).toEqual({ text: source, faults: [] });
    }),
  );
});

test("no value, whatever is in it, changes the YAML around it", () => {
  const styles = [
    'a: "{{.spectro.macro.V}}"',
    "a: '{{.spectro.macro.V}}'",
    "a: x{{.spectro.macro.V}}",
    'a: "r-{{.spectro.macro.V}}-s"',
  ];
  const value = fc.oneof(
    fc.string({ unit: "grapheme" }),
    fc.constantFrom("a: b", "x\ny: 1", '"', "'", "# c", " - z", "{", "[1, 2]", "\\n", "&a", "*a", ": "),
  );
  fc.assert(
    fc.property(value, fc.constantFrom(...styles), (given, style) => {
      const { text: result, faults } = resolveMacros(`${style}\nb: kept\n`, { ...scope, macros: { V: given } });
      const [document] = readYaml(result).documents;
      const bare = (style.slice(3).match(/^(['"])(.*)\1$/)?.[2] ?? style.slice(3)).replace(
        "{{.spectro.macro.V}}",
        () => given,
      );
      expect(document?.value).toEqual({ a: bare, b: "kept" });
      expect(faults).toEqual([]);
    }),
  );
});

test("numbers and booleans stay what they are without quotes", () => {
  expect(resolveMacros("replicas: {{.spectro.var.count}}\n", scope).text).toBe("replicas: 3\n");
});

test("comments are left alone", () => {
  const source = "a: 1 # {{.spectro.macro.NONE}}\n";
  expect(resolveMacros(source, scope)).toEqual({ text: source, faults: [] });
});

test("a block keeps its indentation when a value has several lines", () => {
  const { text: result } = resolveMacros("a: |\n  {{.spectro.macro.V}}\nb: 1\n", { ...scope, macros: { V: "x\ny" } });
  expect(readYaml(result).documents[0]?.value).toEqual({ a: "x\ny\n", b: 1 });
});

test.each([
  ["a: '{{ .spectro.system.cluster.nam }}'", "MACRO_UNKNOWN"],
  ["a: '{{ .spectro.sytem.cluster.name }}'", "MACRO_UNKNOWN"],
  ["a: '{{ .spectro.macro.NONE }}'", "MACRO_MISSING"],
  ["a: '{{ .spectro.macro.TEAM | shout }}'", "MACRO_UNKNOWN_FUNCTION"],
  ["a: '{{ .spectro.var.count | upper }}'", "MACRO_FUNCTION_ON_VARIABLE"],
  ["a: '{{ .spectro.macro.TEAM | }}'", "MACRO_SYNTAX"],
  ["a: '{{ .spectro.macro.TEAM ( }}'", "MACRO_SYNTAX"],
])("%s is refused as %s", (source, code) => {
  expect(codes(source)).toContain(code);
});

test("a fault tells line and column", () => {
  expect(resolveMacros("a: 1\nbc: 'x{{ .spectro.macro.NONE }}'\n", scope).faults).toMatchObject([
    { line: 2, column: 7 },
  ]);
});

test("the project's macro wins over the tenant's, that over the system's", () => {
  expect(mergeMacros({ system: { A: "1", B: "1", C: "1" }, tenant: { A: "2", B: "2" }, project: { A: "3" } })).toEqual({
    A: "3",
    B: "2",
    C: "1",
  });
});

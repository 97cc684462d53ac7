import { findMacros, withoutMacros } from "../macros/macro-text.ts";
import { isFault } from "../macros/macro-expression.ts";
import { checkValues } from "../packs/values-schema.ts";
import type { Pack } from "../packs/pack.ts";
import type { Problem } from "../problem.ts";
import { packNameOf, type Layer } from "../profile/profile.ts";
import { packOf, valuesOf } from "../rendering/render-profiles.ts";
import { readYaml, type YamlDocument } from "../yaml/yaml-document.ts";

/** What a layer's texts show by themselves: YAML, macros' syntax, the pack's schema, shapes of objects, stray quotes. */
export function validateLayer(layer: Layer, packs: readonly Pack[]): readonly Problem[] {
  const pack = packOf(layer, packs);
  const problems: Problem[] = [];
  if (layer.type === "spectro" && !pack) problems.push(missingPack(layer, packs));
  if (pack && pack.layer !== layer.layer)
    problems.push({
      code: "PACK_LAYER",
      severity: "error",
      field: `layers[${layer.name}].layer`,
      layer: layer.name,
      message: `the pack ${pack.name} is for the layer ${pack.layer}, not ${layer.layer}`,
    });
  const field = `layers[${layer.name}].values`;
  const values = readText(valuesOf(layer, pack), { layer: layer.name, field });
  problems.push(...values.problems);
  const [document] = values.documents;
  if (document && (document.value === null || typeof document.value !== "object" || Array.isArray(document.value)))
    problems.push({
      code: "YAML_NOT_A_MAP",
      severity: "error",
      field,
      layer: layer.name,
      ...document.locate([]),
      message: "values must be a map of names to values",
    });
  else {
    problems.push(...packSettings(layer, document));
    if (pack && values.problems.every(({ severity }) => severity !== "error"))
      for (const { path, message, rule } of checkValues(pack.schema, document))
        problems.push({
          code: "VALUES_SCHEMA",
          severity: "error",
          field: `${field}.${path.join(".")}`,
          layer: layer.name,
          ...(document ? document.locate(path) : { line: 1, column: 1 }),
          message,
          ...(rule.hints[0] !== undefined && { fix: rule.hints.join(" ") }),
        });
  }
  const names = new Set<string>();
  for (const { name, content } of layer.manifests) {
    const at = { layer: layer.name, manifest: name, field: `layers[${layer.name}].manifests[${name}]` };
    if (names.has(name))
      problems.push({
        code: "DUPLICATE_NAME",
        severity: "error",
        ...at,
        message: `two manifests are named ${name}`,
        fix: "give one of them another name",
      });
    names.add(name);
    const { problems: found, documents } = readText(content, at);
    problems.push(...found, ...documents.flatMap((each) => objectProblems(each, at)));
  }
  return problems;
}

type Place = Pick<Problem, "layer" | "manifest" | "field">;

function readText(text: string, place: Place): { documents: readonly YamlDocument[]; problems: readonly Problem[] } {
  const macros = findMacros(text);
  const { documents, faults } = readYaml(withoutMacros(text, macros));
  const problems: Problem[] = faults.map((fault) => ({ ...fault, severity: "error", ...place }));
  for (const { expression, line, column, start, source } of macros)
    if (isFault(expression))
      problems.push({
        code: "MACRO_SYNTAX",
        severity: "error",
        ...place,
        line,
        column: column + expression.offset - start,
        message: `${source}: ${expression.message}`,
      });
  for (const { style, text: scalar, line, column } of documents.flatMap((each) => each.scalars()))
    if (style === "plain" && /^[^"]+"$/.test(scalar))
      problems.push({
        code: "STRAY_QUOTE",
        severity: "error",
        ...place,
        line,
        column: column + scalar.length - 1,
        message: `the value ends with a " that nothing opened, and would be kept as a part of it`,
        fix: `remove the " at the end, or put one at the start`,
      });
  return { documents, problems };
}

function missingPack(layer: Layer, packs: readonly Pack[]): Problem {
  const name = packNameOf(layer);
  const versions = packs.filter((pack) => pack.name === name).map(({ version }) => version);
  return {
    code: "PACK_MISSING",
    severity: "error",
    field: `layers[${layer.name}].tag`,
    layer: layer.name,
    message: versions.length > 0 ? `the pack ${name} has no version ${layer.tag}` : `no registry has a pack ${name}`,
    fix: versions.length > 0 ? `use ${versions.join(" or ")}` : "add the registry that holds it, or remove the layer",
  };
}

function packSettings(layer: Layer, document: YamlDocument | undefined): readonly Problem[] {
  const settings = (document?.value as { readonly pack?: Readonly<Record<string, unknown>> | null } | undefined)?.pack;
  const priority = settings?.["spectrocloud.com/install-priority"];
  const namespace = settings?.["namespace"];
  const problems: Problem[] = [];
  const fail = (key: string, message: string, fix: string): void =>
    void problems.push({
      code: "PACK_SETTING",
      severity: "error",
      field: `layers[${layer.name}].values.pack.${key}`,
      layer: layer.name,
      ...document?.locate(["pack", key]),
      message,
      fix,
    });
  if (priority !== undefined && priority !== null && !/^-?\d+$/.test(String(priority as string | number)))
    fail(
      "spectrocloud.com/install-priority",
      `${JSON.stringify(priority)} is not a whole number`,
      `write it as "10"; lower numbers are installed earlier`,
    );
  if (
    typeof namespace === "string" &&
    namespace !== "" &&
    !namespace.includes("xxxx") &&
    !/^[a-z0-9]([-a-z0-9]{0,61}[a-z0-9])?$/.test(namespace)
  )
    fail("namespace", `${JSON.stringify(namespace)} is no name of a namespace`, "use lower-case letters, digits and -");
  return problems;
}

function objectProblems(document: YamlDocument, place: Place): readonly Problem[] {
  const value = document.value as {
    apiVersion?: unknown;
    kind?: unknown;
    metadata?: { name?: unknown; generateName?: unknown };
  } | null;
  const missing =
    value === null || typeof value !== "object"
      ? ["apiVersion", "kind", "metadata.name"]
      : [
          ...(value.apiVersion ? [] : ["apiVersion"]),
          ...(value.kind ? [] : ["kind"]),
          ...(value.kind === "List" || value.metadata?.name || value.metadata?.generateName ? [] : ["metadata.name"]),
        ];
  if (missing.length === 0) return [];
  return [
    {
      code: "NOT_AN_OBJECT",
      severity: "error",
      ...place,
      ...document.locate([]),
      message: `a Kubernetes object needs ${missing.join(", ")}`,
    },
  ];
}

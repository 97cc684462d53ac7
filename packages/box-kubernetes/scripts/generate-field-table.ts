/**
 * Makes src/schema/generated/field-table.ts from facts about Kubernetes' Go types.
 *
 *     node packages/box-kubernetes/scripts/generate-field-table.ts <types.json>
 *
 * `types.json` is made by reflection over the API types of one Kubernetes release (see scripts/kubernetes-types/main.go): kinds, and for each
 * struct its fields in declaration order with JSON name, protobuf number, Go type, omitempty, patch strategy and list type.
 */
import { readFileSync, writeFileSync } from "node:fs";

interface FieldFacts {
  readonly name: string;
  readonly go: string;
  readonly number?: string;
  readonly type: string;
  readonly inline?: boolean;
  readonly omitempty?: boolean;
  readonly patchStrategy?: string;
  readonly patchMergeKey?: string;
  readonly listType?: string;
  readonly listMapKeys?: readonly string[];
  readonly mapType?: string;
  readonly default?: unknown;
}

interface TypeFacts {
  readonly kinds: Readonly<Record<string, string>>;
  readonly messages: Readonly<
    Record<string, { readonly fields: readonly FieldFacts[] | null; readonly atomic?: boolean }>
  >;
  readonly named: Readonly<Record<string, string>>;
}

/** The order of keys, byte by byte. */
function byKey([a]: readonly [string, unknown], [b]: readonly [string, unknown]): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

const TYPE_META = "apis/meta/v1.TypeMeta";

function fieldLine(field: FieldFacts): string {
  const words = [field.inline ? "-" : field.name, field.number ?? "0", field.type];
  if (!field.omitempty && !field.inline) words.push("!");
  if (!field.inline && field.go !== field.name.charAt(0).toUpperCase() + field.name.slice(1))
    words.push(`go=${field.go}`);
  if (field.patchStrategy)
    words.push(`patch=${field.patchStrategy}${field.patchMergeKey ? `:${field.patchMergeKey}` : ""}`);
  if (field.listType && field.listType !== "atomic")
    words.push(`list=${[field.listType, ...(field.listMapKeys ?? [])].join(",")}`);
  if (field.mapType === "atomic") words.push("map=atomic");
  if (field.default && JSON.stringify(field.default) !== "{}") words.push(`default=${JSON.stringify(field.default)}`);
  return words.join(" ");
}

const [path] = process.argv.slice(2);
if (path === undefined) throw new Error("usage: generate-field-table.ts <types.json>");
const facts = JSON.parse(readFileSync(path, "utf8")) as TypeFacts;
const lines: string[] = [];
for (const [kind, type] of Object.entries(facts.kinds).sort(byKey)) lines.push(`kind ${kind} ${type}`);
for (const [name, type] of Object.entries(facts.named).sort(byKey)) lines.push(`name ${name} ${type}`);
for (const [name, message] of Object.entries(facts.messages).sort(byKey)) {
  if (name === TYPE_META) continue;
  lines.push(`type ${name}${message.atomic ? " atomic" : ""}`);
  for (const field of message.fields ?? []) if (field.type !== TYPE_META) lines.push(fieldLine(field));
}
const target = new URL("../src/schema/generated/field-table.ts", import.meta.url);
writeFileSync(
  target,
  `// Made by scripts/generate-field-table.ts from the Go types of Kubernetes 1.32: do not edit.\n/** See ../go-types.ts for the grammar. */\nexport const FIELD_TABLE = \`\n${lines.join("\n").replaceAll("\\", "\\\\")}\n\`;\n`,
);

import { FIELD_TABLE } from "./generated/field-table.ts";

/**
 * Kubernetes' built-in types as Go declares them. Wire forms depend on these facts: the order of fields (JSON output, pod template
 * hash), protobuf numbers, what is omitted when empty, how lists merge.
 */
export type GoType = GoScalar | GoBytes | GoList | GoMap | GoPointer | GoStruct | GoSpecial;

export interface GoScalar {
  readonly kind: "scalar";
  readonly scalar: "string" | "bool" | "int32" | "int64" | "uint8" | "float64";
  /** `v1.PullPolicy` for a named string. */
  readonly name: string;
}
export interface GoBytes {
  readonly kind: "bytes";
}
export interface GoList {
  readonly kind: "list";
  readonly items: GoType;
  readonly name?: string;
}
export interface GoMap {
  readonly kind: "map";
  readonly key: GoType;
  readonly values: GoType;
  readonly name?: string;
}
export interface GoPointer {
  readonly kind: "pointer";
  readonly to: GoType;
}
/** Types with a wire form of their own. */
export interface GoSpecial {
  readonly kind: "special";
  readonly special: SpecialName;
}
export type SpecialName =
  | "Quantity"
  | "Time"
  | "MicroTime"
  | "Duration"
  | "IntOrString"
  | "FieldsV1"
  | "RawExtension"
  | "JSON"
  | "JSONSchemaPropsOrArray"
  | "JSONSchemaPropsOrBool"
  | "JSONSchemaPropsOrStringArray";

export interface GoStruct {
  readonly kind: "struct";
  /** `core/v1.PodSpec`. */
  readonly name: string;
  /** Server-side apply replaces it whole. */
  readonly atomic: boolean;
  /** In declaration order; inlined structs are one field with `inline`. */
  readonly fields: readonly GoField[];
  /** What stands in JSON, with inlined fields in place, in declaration order. */
  readonly json: ReadonlyMap<string, GoField>;
}

export interface GoField {
  /** JSON name; `-` when inlined. */
  readonly name: string;
  readonly goName: string;
  /** Protobuf field number; 0: not in protobuf. */
  readonly number: number;
  readonly type: GoType;
  readonly inline: boolean;
  readonly omitEmpty: boolean;
  readonly patchStrategies: readonly string[];
  readonly patchMergeKey?: string;
  readonly listType?: "set" | "map";
  readonly listMapKeys?: readonly string[];
  readonly atomicMap: boolean;
  /** Stands for an absent key of a list map (`protocol: TCP`). */
  readonly default?: unknown;
}

const SPECIAL: Readonly<Record<string, SpecialName>> = {
  "api/resource.Quantity": "Quantity",
  "apis/meta/v1.Time": "Time",
  "apis/meta/v1.MicroTime": "MicroTime",
  "apis/meta/v1.Duration": "Duration",
  "apis/meta/v1.FieldsV1": "FieldsV1",
  "util/intstr.IntOrString": "IntOrString",
  "runtime.RawExtension": "RawExtension",
  "apiextensions/v1.JSON": "JSON",
  "apiextensions/v1.JSONSchemaPropsOrArray": "JSONSchemaPropsOrArray",
  "apiextensions/v1.JSONSchemaPropsOrBool": "JSONSchemaPropsOrBool",
  "apiextensions/v1.JSONSchemaPropsOrStringArray": "JSONSchemaPropsOrStringArray",
};
const SCALARS = new Set(["string", "bool", "int32", "int64", "uint8", "float64"]);

interface Table {
  /** `apps/v1/Deployment` → struct. */
  readonly kinds: ReadonlyMap<string, GoStruct>;
  readonly structs: ReadonlyMap<string, GoStruct>;
}

let table: Table | undefined;

/** The Go struct of a built-in kind, or undefined. @param apiVersion `apps/v1`, `v1` */
export function goKind(apiVersion: string, kind: string): GoStruct | undefined {
  return (table ??= parse(FIELD_TABLE)).kinds.get(`${apiVersion}/${kind}`);
}

/** @param name `core/v1.PodSpec` */
export function goStruct(name: string): GoStruct {
  const found = (table ??= parse(FIELD_TABLE)).structs.get(name);
  if (!found) throw new Error(`no Go type ${name}`);
  return found;
}

/** `map[string]string`, `[]v1.Container`, as Go prints a type in an error. */
export function goTypeText(type: GoType): string {
  switch (type.kind) {
    case "scalar":
      return type.name;
    case "bytes":
      return "[]uint8";
    case "list":
      return type.name ?? `[]${goTypeText(type.items)}`;
    case "map":
      return type.name ?? `map[${goTypeText(type.key)}]${goTypeText(type.values)}`;
    case "pointer":
      return goTypeText(type.to);
    case "struct":
      return packageAndName(type.name);
    case "special":
      return type.special === "Quantity"
        ? "resource.Quantity"
        : type.special === "IntOrString"
          ? "intstr.IntOrString"
          : `v1.${type.special}`;
  }
}

/** `core/v1.PodSpec` → `v1.PodSpec`. */
export function packageAndName(name: string): string {
  return name.slice(name.lastIndexOf("/") + 1);
}

/**
 * Grammar, one item a line: `kind APIVERSION/KIND STRUCT`, `name NAMED TYPE`, `type STRUCT [atomic]` followed by its fields:
 * `JSONNAME NUMBER TYPE [!] [go=NAME] [patch=STRATEGIES[:KEY]] [list=set|map,KEYS] [map=atomic] [default=JSON]`; `!` is the absence of
 * omitempty, `-` an inlined struct. TYPE: `*T` pointer, `[]T` list, `{K}T` map.
 */
function parse(text: string): Table {
  const named = new Map<string, string>();
  const structs = new Map<string, GoStruct>();
  const kindNames: [string, string][] = [];
  const pending: { readonly fields: GoField[]; readonly json: Map<string, GoField>; readonly lines: string[][] }[] = [];
  for (const line of text.split("\n")) {
    const words = line.split(" ");
    if (words[0] === "") continue;
    if (words[0] === "kind" && words.length === 3 && words[1]!.includes("/")) kindNames.push([words[1]!, words[2]!]);
    else if (words[0] === "name" && words[1]!.includes(".")) named.set(words[1]!, words[2]!);
    else if (words[0] === "type" && !/^\d+$/.test(words[1]!)) {
      const fields: GoField[] = [];
      const json = new Map<string, GoField>();
      structs.set(words[1]!, { kind: "struct", name: words[1]!, atomic: words[2] === "atomic", fields, json });
      pending.push({ fields, json, lines: [] });
    } else pending.at(-1)!.lines.push(words);
  }
  const types = new Map<string, GoType>();
  const typeOf = (name: string): GoType => {
    let type = types.get(name);
    if (!type) types.set(name, (type = resolve(name)));
    return type;
  };
  const resolve = (name: string): GoType => {
    if (name.startsWith("*")) return { kind: "pointer", to: typeOf(name.slice(1)) };
    if (name.startsWith("[]")) return { kind: "list", items: typeOf(name.slice(2)) };
    if (name.startsWith("{")) {
      const end = name.indexOf("}");
      return { kind: "map", key: typeOf(name.slice(1, end)), values: typeOf(name.slice(end + 1)) };
    }
    if (name === "bytes") return { kind: "bytes" };
    if (SCALARS.has(name)) return { kind: "scalar", scalar: name as GoScalar["scalar"], name };
    const special = SPECIAL[name];
    if (special) return { kind: "special", special };
    const alias = named.get(name);
    if (alias !== undefined) return { ...typeOf(alias), name: packageAndName(name) } as GoType;
    const struct = structs.get(name);
    if (!struct) throw new Error(`unknown Go type ${name}`);
    return struct;
  };
  for (const { fields, lines } of pending) for (const words of lines) fields.push(parseField(words, typeOf));
  const flatten = (fields: readonly GoField[], into: Map<string, GoField>): void => {
    for (const field of fields) {
      if (!field.inline) into.set(field.name, field);
      else if (field.type.kind === "struct") flatten(field.type.fields, into);
    }
  };
  for (const { fields, json } of pending) flatten(fields, json);
  return { structs, kinds: new Map(kindNames.map(([kind, name]) => [kind, structs.get(name)!])) };
}

function parseField(words: readonly string[], typeOf: (name: string) => GoType): GoField {
  const [name = "", number = "0", type = "", ...flags] = words;
  const flag = (key: string) => flags.find((f) => f.startsWith(`${key}=`))?.slice(key.length + 1);
  const inline = name === "-";
  const [strategies, mergeKey] = flag("patch")?.split(":") ?? [];
  const [listType, ...listMapKeys] = flag("list")?.split(",") ?? [];
  const defaultText = flag("default");
  const structName = type.slice(type.lastIndexOf(".") + 1);
  return {
    name,
    goName: flag("go") ?? (inline ? structName : name.charAt(0).toUpperCase() + name.slice(1)),
    number: Number(number),
    type: typeOf(type),
    inline,
    omitEmpty: !flags.includes("!"),
    patchStrategies: strategies === undefined ? [] : strategies.split(","),
    ...(mergeKey === undefined ? {} : { patchMergeKey: mergeKey }),
    ...(listType === undefined ? {} : { listType: listType as "set" | "map" }),
    ...(listMapKeys.length === 0 ? {} : { listMapKeys }),
    atomicMap: flag("map") === "atomic",
    ...(defaultText === undefined ? {} : { default: JSON.parse(defaultText) as unknown }),
  };
}

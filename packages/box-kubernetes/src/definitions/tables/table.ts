import type { KubeObject } from "@inlay/resources";
import { isRecord, listAt, mapAt, stringsAt, textAt } from "../../schema/paths.ts";
import type { TableColumn, TableDefinition } from "../../schema/resource-definition.ts";
import { age } from "./human.ts";

/**
 * A table whose columns are written as `Name`, `Desired:integer`, `+IP` (wide only); `Name` has format name.
 *
 * @example table(["Name", "Data", "Age"], (object, now) => [nameOf(object), 0, ageOf(object, now)])
 */
export function table(
  columns: readonly string[],
  cells: (object: KubeObject, now: number) => readonly unknown[],
): TableDefinition {
  return { columns: columns.map(columnOf), cells };
}

function columnOf(text: string): TableColumn {
  const [name = "", type = "string"] = text.replace(/^\+/, "").split(":");
  return {
    name,
    type: type as TableColumn["type"],
    format: name === "Name" ? "name" : "",
    description: "",
    priority: text.startsWith("+") ? 1 : 0,
  };
}

export function nameOf(object: KubeObject): string {
  return object.metadata.name;
}

export function ageOf(object: KubeObject, now: number): string {
  return age(object.metadata.creationTimestamp, now);
}

/** `a=b,c=d` in the order of keys; `<none>` when there are none. */
export function labelsText(labels: Readonly<Record<string, string>>): string {
  const parts = Object.keys(labels).sort().map((key) => `${key}=${labels[key]}`); // prettier-ignore
  return parts.length === 0 ? "<none>" : parts.join(",");
}

/** A LabelSelector as labels.Selector prints it: `app=d,tier in (a,b),!x`; `<none>` for one that selects everything. */
export function selectorText(selector: unknown): string {
  const requirements: [key: string, text: string][] = Object.entries(stringsAt(selector, "matchLabels")).map(
    ([k, v]) => [k, `${k}=${v}`],
  );
  for (const expression of listAt(selector, "matchExpressions")) {
    const key = textAt(expression, "key");
    const values = [...listAt(expression, "values")].map(String).sort().join(",");
    switch (textAt(expression, "operator")) {
      case "In":
        requirements.push([key, `${key} in (${values})`]);
        break;
      case "NotIn":
        requirements.push([key, `${key} notin (${values})`]);
        break;
      case "Exists":
        requirements.push([key, key]);
        break;
      default:
        requirements.push([key, `!${key}`]);
    }
  }
  requirements.sort(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0));
  return requirements.length === 0 ? "<none>" : requirements.map(([, text]) => text).join(",");
}

/** Names and images of a pod spec's containers, comma separated. */
export function containerCells(podSpec: unknown): readonly [names: string, images: string] {
  const containers = listAt(podSpec, "containers").filter(isRecord);
  return [containers.map((c) => textAt(c, "name")).join(","), containers.map((c) => textAt(c, "image")).join(",")];
}

export function orNone(text: string): string {
  return text === "" ? "<none>" : text;
}

export function countOf(object: unknown, ...path: readonly string[]): number {
  return Object.keys(mapAt(object, ...path)).length;
}

/** `True` or `False`, as Go's printers write a bool that may be unset. */
export function boolText(value: unknown): string {
  return value === true ? "True" : value === false ? "False" : "<unset>";
}

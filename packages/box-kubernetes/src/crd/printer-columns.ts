import { age } from "../definitions/tables/human.ts";
import { ageOf, nameOf } from "../definitions/tables/table.ts";
import { goJson } from "../schema/go-json.ts";
import { isRecord, listAt, numberAt, textAt } from "../schema/paths.ts";
import type { TableColumn, TableDefinition } from "../schema/resource-definition.ts";
import { JsonPathError, parseJsonPath, type JsonPath } from "./json-path.ts";

const NAME: TableColumn = { name: "Name", type: "string", format: "name", description: "", priority: 0 };
const AGE: TableColumn = { name: "Age", type: "date", format: "", description: "", priority: 0 };

/** The table of a custom resource: its `additionalPrinterColumns`, or the age when it has none. @param version one of `spec.versions` */
export function tableOf(version: unknown): TableDefinition {
  const columns = listAt(version, "additionalPrinterColumns").flatMap((column) => {
    const path = readable(textAt(column, "jsonPath"));
    return path ? [{ column: columnOf(column), path }] : [];
  });
  if (columns.length === 0)
    return { columns: [NAME, AGE], cells: (object, now) => [nameOf(object), ageOf(object, now)] };
  return {
    columns: [NAME, ...columns.map(({ column }) => column)],
    cells: (object, now) => [
      nameOf(object),
      ...columns.map(({ column, path }) => cellOf(column, path.find(object)[0], now)),
    ],
  };
}

function readable(path: string): JsonPath | undefined {
  try {
    return parseJsonPath(path);
  } catch (error) {
    if (error instanceof JsonPathError) return undefined;
    throw error;
  }
}

function columnOf(column: unknown): TableColumn {
  const path = textAt(column, "jsonPath");
  return {
    name: textAt(column, "name"),
    type: textAt(column, "type") as TableColumn["type"],
    format: textAt(column, "format"),
    description: textAt(column, "description") || `Custom resource definition column (in JSONPath format): ${path}`,
    priority: numberAt(column, "priority"),
  };
}

function cellOf({ type }: TableColumn, value: unknown, now: number): unknown {
  if (value === undefined || value === null) return null;
  switch (type) {
    case "string":
      return isRecord(value) || Array.isArray(value) ? goJson(value) : String(value as string | number | boolean);
    case "integer":
      return typeof value === "number" ? Math.trunc(value) : null;
    case "number":
      return typeof value === "number" ? value : null;
    case "boolean":
      return typeof value === "boolean" ? value : null;
    case "date":
      return typeof value === "string" ? age(value, now) : null;
  }
}

import type { ManagedFieldsEntry } from "@inlay/resources";
import { isRecord, textAt } from "../schema/paths.ts";
import { FieldSet } from "./field-set.ts";

/** Who owns which fields: one entry of `metadata.managedFields`. */
export interface Manager {
  readonly name: string;
  readonly operation: "Apply" | "Update";
  readonly apiVersion: string;
  readonly subresource: string;
  /** RFC 3339. */
  readonly time: string | undefined;
  readonly fields: FieldSet;
}

/** What tells managers apart. */
export type ManagerId = Pick<Manager, "name" | "operation" | "apiVersion" | "subresource">;

export function isSameManager(a: ManagerId, b: ManagerId): boolean {
  if (a.name !== b.name || a.operation !== b.operation || a.subresource !== b.subresource) return false;
  return a.operation === "Apply" || a.apiVersion === b.apiVersion;
}

/** Reads managedFields; undefined when an entry is not one. */
export function readManagers(entries: unknown): readonly Manager[] | undefined {
  if (entries === undefined || entries === null) return [];
  if (!Array.isArray(entries)) return undefined;
  const managers: Manager[] = [];
  for (const entry of entries) {
    if (!isRecord(entry)) return undefined;
    const operation = textAt(entry, "operation");
    if (operation !== "Apply" && operation !== "Update") return undefined;
    if (
      textAt(entry, "apiVersion") === "" ||
      textAt(entry, "fieldsType") !== "FieldsV1" ||
      !isRecord(entry["fieldsV1"])
    )
      return undefined;
    managers.push({
      name: textAt(entry, "manager"),
      operation,
      apiVersion: textAt(entry, "apiVersion"),
      subresource: textAt(entry, "subresource"),
      time: textAt(entry, "time") || undefined,
      fields: FieldSet.parse(entry["fieldsV1"]),
    });
  }
  return managers;
}

/** Writes managedFields: Apply before Update, then by time, then by name. */
export function writeManagers(managers: readonly Manager[]): readonly ManagedFieldsEntry[] {
  return [...managers].sort(inOrder).map((manager) => ({
    manager: manager.name,
    operation: manager.operation,
    apiVersion: manager.apiVersion,
    ...(manager.time === undefined ? {} : { time: manager.time }),
    fieldsType: "FieldsV1" as const,
    fieldsV1: manager.fields.toFields(),
    ...(manager.subresource === "" ? {} : { subresource: manager.subresource }),
  }));
}

function inOrder(a: Manager, b: Manager): number {
  const byText = (x: string, y: string) => (x < y ? -1 : x > y ? 1 : 0);
  return (
    byText(a.operation, b.operation) ||
    byText(a.time ?? "", b.time ?? "") ||
    byText(a.name, b.name) ||
    byText(a.apiVersion, b.apiVersion) ||
    byText(a.subresource, b.subresource)
  );
}

/** As a conflict names it: `"kubectl-edit" using v1`. */
export function managerText({ name, operation, apiVersion, subresource }: ManagerId): string {
  const who = JSON.stringify(name) + (subresource === "" ? "" : ` with subresource ${JSON.stringify(subresource)}`);
  return operation === "Update" ? `${who} using ${apiVersion}` : who;
}

/** More managers than this from updates are folded into one, oldest first. */
const MOST_UPDATE_MANAGERS = 10;

/** @returns the same managers, with the oldest update managers of each version joined as `ancient-changes` when there are too many. */
export function capped(managers: readonly Manager[]): readonly Manager[] {
  const updates = managers.filter((each) => each.operation === "Update" && each.subresource === "");
  if (updates.length <= MOST_UPDATE_MANAGERS) return managers;
  const oldest = [...updates].sort(inOrder).slice(0, updates.length - MOST_UPDATE_MANAGERS + 1);
  const [first] = oldest;
  const folded: Manager = {
    name: "ancient-changes",
    operation: "Update",
    apiVersion: first!.apiVersion,
    subresource: "",
    time: oldest.at(-1)!.time,
    fields: oldest.reduce((all, each) => all.union(each.fields), FieldSet.empty),
  };
  return [...managers.filter((each) => !oldest.includes(each)), folded];
}

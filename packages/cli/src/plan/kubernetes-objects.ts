import type { KubeObject } from "@inlay/resources";
import { CommandError } from "../command-error.ts";
import { isRecord, shapeProblem } from "./object-shape.ts";

/**
 * The objects of documents, lists taken apart.
 * @throws CommandError that names the file and the field of what is no object.
 */
export function objectsOf(documents: readonly unknown[], file: string): KubeObject[] {
  const several = documents.length > 1;
  return documents.flatMap((document, index) => takeApart(document, file, several ? `document ${index + 1}` : "", ""));
}

function takeApart(value: unknown, file: string, path: string, kindOfItems: string): KubeObject[] {
  const fail = (field: string, problem: string): never => {
    throw new CommandError(
      `${file}: ${
        [path, field]
          .filter((part) => part !== "")
          .join(".")
          .replace(". ", " ") || "top level"
      }: ${problem}`,
    );
  };
  const each = (items: readonly unknown[], name: string, kind: string) =>
    items.flatMap((item, index) => takeApart(item, file, `${path && `${path}.`}${name}[${index}]`, kind));
  if (Array.isArray(value)) return each(value, "", kindOfItems);
  if (!isRecord(value)) return fail("", `Invalid value: ${shortened(value)}: must be a Kubernetes object`);
  const kind = value["kind"] ?? kindOfItems;
  if (typeof kind !== "string" || kind === "") return fail("kind", "Required value");
  if (kind.endsWith("List") && "items" in value) {
    const { items } = value;
    if (!Array.isArray(items)) return fail("items", "Invalid value: must be a list");
    return each(items, "items", kind.slice(0, -"List".length));
  }
  const { metadata } = value;
  if (!isRecord(metadata)) return fail("metadata", "Required value");
  if (typeof metadata["name"] !== "string") return fail("metadata.name", "Required value");
  const problem = shapeProblem(value, "");
  if (problem !== undefined) return fail(`${path === "" ? "" : " "}${kind} ${metadata["name"]}`, problem);
  return [{ ...value, kind } as unknown as KubeObject];
}

const LONGEST_SHOWN = 60;

function shortened(value: unknown): string {
  const text = JSON.stringify(value) ?? "";
  return text.length > LONGEST_SHOWN ? `${text.slice(0, LONGEST_SHOWN)}…` : text;
}

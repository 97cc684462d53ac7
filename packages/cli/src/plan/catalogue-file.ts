import { existsSync } from "node:fs";
import { dirname, join, resolve } from "node:path";
import { readKwokCatalogue, type KwokInstanceType } from "@inlay/planner";
import { CommandError } from "../command-error.ts";
import { isRecord } from "./object-shape.ts";
import { readDocuments, shownName } from "./read-documents.ts";

/**
 * Instance types in the form of Karpenter's kwok provider: a list of name, architecture, operatingSystems, resources, offerings.
 * @throws CommandError that names the file and the field.
 */
export async function readCatalogueFile(file: string): Promise<readonly KwokInstanceType[]> {
  const [types, ...others] = await readDocuments(file);
  if (!Array.isArray(types) || others.length > 0 || types.length === 0)
    throw new CommandError(`${shownName(file)}: must be one list of instance types`);
  for (const [index, type] of types.entries()) checkType(type, shownName(file), `[${index}]`);
  try {
    // Quantities are read here, so that a bad one is told with the file's name.
    readKwokCatalogue(types as readonly KwokInstanceType[]);
  } catch (error) {
    throw new CommandError(`${shownName(file)}: ${error instanceof Error ? error.message : String(error)}`);
  }
  return types as readonly KwokInstanceType[];
}

/** Where a case's catalogue is: beside the case, or in the nearest folder above that has it. */
export function findCatalogue(name: string, caseFile: string): string {
  for (let folder = caseFile === "-" ? process.cwd() : dirname(resolve(caseFile)); ; folder = dirname(folder)) {
    const candidate = join(folder, name);
    if (existsSync(candidate)) return candidate;
    if (folder === dirname(folder))
      throw new CommandError(
        `${shownName(caseFile)}: instanceTypes: there is no ${name} beside it or in a folder above; name it with --instance-types`,
      );
  }
}

function checkType(type: unknown, file: string, path: string): void {
  const need = (met: boolean, field: string, problem: string) => {
    if (!met) throw new CommandError(`${file}: ${path}${field}: ${problem}`);
  };
  if (!isRecord(type)) throw new CommandError(`${file}: ${path}: Invalid value: must be an instance type`);
  for (const field of ["name", "architecture"]) need(isText(type[field]), `.${field}`, "Required value");
  need(isList(type["operatingSystems"], isText), ".operatingSystems", "Invalid value: must be a list of names");
  need(isRecord(type["resources"]), ".resources", "Required value");
  need(type["labels"] === undefined || isRecord(type["labels"]), ".labels", "Invalid value: must be a map");
  const { overhead, offerings } = type;
  if (overhead !== undefined) {
    need(isRecord(overhead), ".overhead", "Invalid value: must be a map");
    for (const part of Object.entries(overhead as Readonly<Record<string, unknown>>))
      need(isRecord(part[1]), `.overhead.${part[0]}`, "Invalid value: must be a map");
  }
  if (!Array.isArray(offerings)) throw new CommandError(`${file}: ${path}.offerings: Required value`);
  for (const [index, offering] of offerings.entries()) {
    const field = `.offerings[${index}]`;
    if (!isRecord(offering)) throw new CommandError(`${file}: ${path}${field}: Invalid value: must be an offering`);
    need(isPrice(offering["Price"]), `${field}.Price`, "Invalid value: must be a number of USD per hour");
    need(typeof offering["Available"] === "boolean", `${field}.Available`, "Invalid value: must be true or false");
    need(isList(offering["Requirements"], isRequirement), `${field}.Requirements`, "Invalid value: must be a list");
  }
}

const isText = (value: unknown): value is string => typeof value === "string" && value !== "";
const isPrice = (value: unknown) => typeof value === "number" && value >= 0;
const isList = (value: unknown, isItem: (item: unknown) => boolean) => Array.isArray(value) && value.every(isItem);
const isRequirement = (value: unknown) =>
  isRecord(value) && isText(value["key"]) && (value["values"] === undefined || isList(value["values"], isText));

import { livingBoxes, readBoxRecord, type BoxRecord } from "@inlay/box";
import { CommandError } from "../command-error.ts";

/** The box that a command is about: `--name`, else the one that `inlay env` chose, else `default`. */
export function boxName(given: string | undefined): string {
  return given ?? (process.env["INLAY_BOX"] || "default");
}

/** @throws CommandError when no such box runs, with what to do. */
export function runningBox(given: string | undefined): BoxRecord & { readonly controlUrl: string } {
  const name = boxName(given);
  const record = readBoxRecord(name);
  if (!record) throw new CommandError(missingBox(name));
  if (record.phase !== "running" || record.controlUrl === undefined)
    throw new CommandError(`the box "${name}" is still starting: \`inlay env --wait${nameOption(name)}\` waits for it`);
  return { ...record, controlUrl: record.controlUrl };
}

function missingBox(name: string): string {
  const others = livingBoxes().map((box) => box.name);
  if (others.length > 0) return `no box named "${name}" runs; these do: ${others.join(", ")} (choose one with --name)`;
  return `no box runs: start one with \`inlay up${nameOption(name)}\` (or \`npm start\`) in another terminal`;
}

export function nameOption(name: string): string {
  return name === "default" ? "" : ` --name ${name}`;
}

import { listAt, textAt } from "../../../schema/paths.ts";

export interface NamedContainer {
  readonly name: string;
  readonly container: unknown;
}

/** Init containers, containers and ephemeral ones, in the order in which upstream visits them. */
export function allContainers(spec: unknown): readonly NamedContainer[] {
  return ["initContainers", "containers", "ephemeralContainers"].flatMap((field) =>
    listAt(spec, field).map((container) => ({ name: textAt(container, "name"), container })),
  );
}

/** @example counted(["d", "e"], "container") // 'containers "d", "e"' */
export function counted(names: readonly string[], word: string): string {
  return `${word}${names.length === 1 ? "" : "s"} ${names.map((name) => JSON.stringify(name)).join(", ")}`;
}

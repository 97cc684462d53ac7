/** A quantity that grows with a type's size: values by vCPUs (`8`) or by size (`micro`). Named after a family that has it. */
export type Ladder = ReadonlyMap<string, string>;

/** Reads lines of `name key:value key:value …`. */
export function parseLadders(text: string): ReadonlyMap<string, Ladder> {
  const ladders = new Map<string, Ladder>();
  for (const line of text.trim().split("\n")) {
    const [name = "", ...steps] = line.split(/\s+/);
    ladders.set(name, new Map(steps.map((step) => step.split(":") as [string, string])));
  }
  return ladders;
}

/** The ladder's value for a type, or undefined where it has none. `-` names no ladder. */
export function climb(
  ladders: ReadonlyMap<string, Ladder>,
  name: string,
  size: string,
  vcpus: number,
): string | undefined {
  if (name === "-") return undefined;
  const ladder = ladders.get(name);
  if (!ladder) throw new Error(`no ladder is named ${name}`);
  return ladder.get(size) ?? ladder.get(String(vcpus));
}

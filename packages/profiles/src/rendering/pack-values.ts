import type { MacroValue } from "../macros/macro-expression.ts";
import type { MacroScope } from "../macros/macro-scope.ts";
import { MacroCycle, resolveMacros } from "../macros/resolve-macros.ts";
import type { Pack } from "../packs/pack.ts";
import { packNameOf, type Profile } from "../profile/profile.ts";
import { readYaml } from "../yaml/yaml-document.ts";
import { packOf, valuesOf } from "./layer-values.ts";
import { text, type Data } from "./plain-data.ts";

/** Values by pack, resolved when first asked for; a circle of references is an error. */
export class PackValues {
  readonly #sources = new Map<string, { readonly profile: Profile; readonly text: string }>();
  readonly #resolved = new Map<string, unknown>();
  readonly #open: string[] = [];
  readonly #scope: (profile: Profile, values: PackValues) => MacroScope;

  constructor(
    profiles: readonly Profile[],
    packs: readonly Pack[],
    scope: (profile: Profile, values: PackValues) => MacroScope,
  ) {
    this.#scope = scope;
    for (const profile of profiles)
      for (const layer of profile.layers) {
        const source = { profile, text: valuesOf(layer, packOf(layer, packs)) };
        for (const name of [layer.name, packNameOf(layer)])
          if (!this.#sources.has(name)) this.#sources.set(name, source);
      }
  }

  /** Text values are resolved where they are asked for, so that a pack may refer to another value of its own. */
  read(packName: string, path: readonly string[]): MacroValue | undefined {
    const source = this.#sources.get(packName);
    if (!source) return undefined;
    const key = `${packName}.${path.join(".")}`;
    if (this.#open.includes(key)) throw new MacroCycle(`${[...this.#open, key].join(" refers to ")}`);
    this.#open.push(key);
    try {
      const value = at(this.#document(packName, source.text), path);
      if (typeof value === "string") return this.#resolve(value, source.profile);
      return typeof value === "number" || typeof value === "boolean" ? value : undefined;
    } finally {
      this.#open.pop();
    }
  }

  #resolve(value: string, profile: Profile): string {
    const quoted = JSON.stringify(value);
    const resolved = resolveMacros(quoted, this.#scope(profile, this));
    const cycle = resolved.faults.find(({ code }) => code === "MACRO_CYCLE");
    if (cycle) throw new MacroCycle(cycle.message);
    return text(readYaml(resolved.text).documents[0]?.value);
  }

  #document(packName: string, yaml: string): unknown {
    if (!this.#resolved.has(packName)) this.#resolved.set(packName, readYaml(yaml).documents[0]?.value);
    return this.#resolved.get(packName);
  }
}

/** The value at a dotted path, whose steps may be keys that hold dots themselves. */
function at(value: unknown, path: readonly string[]): unknown {
  if (path.length === 0) return value;
  if (value === null || typeof value !== "object") return undefined;
  for (let length = 1; length <= path.length; length++) {
    const key = path.slice(0, length).join(".");
    if (Object.hasOwn(value, key)) {
      const found = at((value as Data)[key], path.slice(length));
      if (found !== undefined) return found;
    }
  }
  return undefined;
}

import { INFRASTRUCTURE_LAYERS } from "../profile/profile.ts";
import type { RenderedLayer } from "../rendering/rendered-layer.ts";
import { definedKinds, usedKinds } from "./object-order.ts";

/** Layers that are installed side by side. The next group begins when all of this one are ready. */
export interface InstallGroup {
  /** Undefined: infrastructure. */
  readonly priority?: number;
  readonly layers: readonly RenderedLayer[];
  /** Why layers wait although their priority would let them start, by the layer's name. */
  readonly waits: Readonly<Record<string, string>>;
}

/**
 * Infrastructure first (os, k8s, cni, csi, one after the other), then add-on layers by install priority, lowest first. A layer with
 * objects of a kind that another layer defines comes after that layer, whatever the numbers say: otherwise it could only fail.
 */
export function installOrder(layers: readonly RenderedLayer[]): readonly InstallGroup[] {
  const infrastructure = INFRASTRUCTURE_LAYERS.map((kind) => layers.filter(({ layer }) => layer === kind))
    .filter((group) => group.length > 0)
    .map((group): InstallGroup => ({ layers: group, waits: {} }));
  const addons = layers.filter(({ layer }) => layer === "addon");
  const providers = addons
    .map((layer) => ({ layer, kinds: definedKinds(layer.objects) }))
    .filter(({ kinds }) => kinds.size > 0);
  const needs = new Map(addons.map((layer) => [layer, needed(layer, providers)]));
  const left = new Set([...addons].sort((a, b) => a.priority - b.priority));
  const groups: InstallGroup[] = [];
  while (left.size > 0) {
    const ready = [...left].filter((layer) => !needs.get(layer)?.some((need) => left.has(need)));
    // Layers that define each other's kinds cannot be told apart: the numbers decide.
    const candidates = ready.length > 0 ? ready : [...left];
    const priority = Math.min(...candidates.map((layer) => layer.priority));
    const group = candidates.filter((layer) => layer.priority === priority);
    const installed = new Set(groups.flatMap((earlier) => earlier.layers));
    const waits = Object.fromEntries(
      group.flatMap((layer) => {
        const need = needs
          .get(layer)
          ?.find((provider) => installed.has(provider) && provider.priority >= layer.priority);
        return need ? [[layer.name, `waits for ${need.name}, which defines its kinds`] as const] : [];
      }),
    );
    groups.push({ priority, layers: group, waits });
    for (const layer of group) left.delete(layer);
  }
  return [...infrastructure, ...groups];
}

/** The reverse of installing: what depends on others goes first. */
export function removalOrder(layers: readonly RenderedLayer[]): readonly InstallGroup[] {
  return [...installOrder(layers)].reverse();
}

function needed(
  layer: RenderedLayer,
  providers: readonly { readonly layer: RenderedLayer; readonly kinds: ReadonlySet<string> }[],
): readonly RenderedLayer[] {
  const own = definedKinds(layer.objects);
  const used = [...usedKinds(layer.objects)].filter((kind) => !own.has(kind));
  return providers
    .filter((other) => other.layer !== layer && used.some((kind) => other.kinds.has(kind)))
    .map((other) => other.layer);
}

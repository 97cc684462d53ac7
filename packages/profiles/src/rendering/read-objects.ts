import type { Problem } from "../problem.ts";
import { readYaml } from "../yaml/yaml-document.ts";
import { isClusterScoped } from "./cluster-scope.ts";
import type { RenderedLayer, RenderedObject } from "./rendered-layer.ts";

/** Objects of a YAML text, as helm or a manifest gives them. Lists are taken apart; namespaced objects get the namespace. */
export function readObjects(
  yaml: string,
  namespace: string,
): {
  objects: readonly RenderedObject[];
  faults: readonly Pick<Problem, "code" | "message" | "line" | "column" | "fix">[];
} {
  const { documents, faults } = readYaml(yaml);
  const found: Pick<Problem, "code" | "message" | "line" | "column" | "fix">[] = [...faults];
  const objects: RenderedObject[] = [];
  for (const document of documents) {
    if (document.value === null || document.value === undefined) continue;
    const value = document.value as Partial<RenderedObject> & { readonly items?: unknown };
    const items =
      typeof value === "object" && value.kind === "List" && Array.isArray(value.items)
        ? (value.items as Partial<RenderedObject>[])
        : [value];
    for (const item of items) {
      const wrong =
        typeof item !== "object" ||
        !item.apiVersion ||
        !item.kind ||
        !(item.metadata?.name ?? item.metadata?.generateName);
      if (wrong)
        found.push({
          code: "NOT_AN_OBJECT",
          ...document.locate([]),
          message: "a Kubernetes object needs apiVersion, kind and metadata.name",
        });
      else objects.push(placed(item as RenderedObject, namespace));
    }
  }
  return { objects, faults: found };
}

function placed(object: RenderedObject, namespace: string): RenderedObject {
  if (isClusterScoped(object) || object.metadata.namespace !== undefined) return object;
  return { ...object, metadata: { ...object.metadata, namespace } };
}

/** The layer with what helm made of its releases: text as `helm template --include-crds` prints it. */
export function withChartObjects(layer: RenderedLayer, outputs: readonly string[]): RenderedLayer {
  const objects = outputs.flatMap((output) => readObjects(output, layer.namespace).objects);
  return { ...layer, objects: [...layer.objects, ...objects] };
}

import { stringify } from "yaml";
import { karpenterAccount, karpenterDeployment, type KarpenterFacts } from "@inlay/box";
import { karpenterCustomResourceDefinitions } from "@inlay/resources";

/** Without an image there is no Deployment. */
export type ManifestFacts = Omit<KarpenterFacts, "image" | "webIdentity"> & { readonly image?: string };

/**
 * What a cluster needs to run the controller, as YAML documents in the order in which they can be applied: custom resource definitions,
 * namespace, service account and RBAC, and with an image also the Deployment. The box starts with the same objects.
 */
export function controllerManifests({ image, ...facts }: ManifestFacts): string {
  const objects = [
    ...karpenterCustomResourceDefinitions(),
    ...[...karpenterAccount(facts), ...(image === undefined ? [] : karpenterDeployment({ ...facts, image }))].map(
      ({ object }) => object,
    ),
  ];
  return objects.map((object) => `---\n${stringify(object, { aliasDuplicateObjects: false, lineWidth: 0 })}`).join("");
}

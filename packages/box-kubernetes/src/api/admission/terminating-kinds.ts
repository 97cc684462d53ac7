import { ApiError } from "../api-error.ts";
import type { AdmissionPlugin } from "./admission.ts";

/** Nothing is made of a kind whose CustomResourceDefinition is leaving. */
export const terminatingKinds: AdmissionPlugin = {
  name: "TerminatingKinds",
  mutate: ({ operation, definition }, { store }) => {
    if (operation !== "CREATE" || !definition.custom) return;
    const { group, resource } = definition;
    const crd = store.get("apiextensions.k8s.io/customresourcedefinitions", "", `${resource}.${group}`);
    if (crd?.metadata.deletionTimestamp === undefined) return;
    const why = "create not allowed while custom resource definition is terminating";
    throw new ApiError(405, "MethodNotAllowed", why, { group, kind: resource });
  },
};

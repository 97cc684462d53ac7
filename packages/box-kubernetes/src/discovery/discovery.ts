import { createHash } from "node:crypto";
import { apiVersionOf } from "@inlay/resources";
import type { ResourceRegistry } from "../api/resource-registry.ts";
import { QUESTIONS, servedResource, type ServedResource } from "./served-resource.ts";

/** Groups in the order that the real server prefers; others follow by name. */
const GROUP_ORDER: readonly string[] = [
  "apiregistration.k8s.io",
  "apps",
  "events.k8s.io",
  "authentication.k8s.io",
  "authorization.k8s.io",
  "autoscaling",
  "batch",
  "certificates.k8s.io",
  "networking.k8s.io",
  "policy",
  "rbac.authorization.k8s.io",
  "storage.k8s.io",
  "admissionregistration.k8s.io",
  "apiextensions.k8s.io",
  "scheduling.k8s.io",
  "coordination.k8s.io",
  "node.k8s.io",
  "discovery.k8s.io",
  "flowcontrol.apiserver.k8s.io",
];

export type AggregatedVersion = "v2" | "v2beta1";

/** What the server serves, in the four forms that clients ask for; made anew when a CRD comes or goes. */
export class Discovery {
  readonly #registry: ResourceRegistry;
  #groups: ReadonlyMap<string, readonly ServedResource[]> | undefined;
  readonly #texts = new Map<string, string>();

  constructor(registry: ResourceRegistry) {
    this.#registry = registry;
    registry.onChange(() => {
      this.#groups = undefined;
      this.#texts.clear();
    });
  }

  /** GET /api (core) or /apis with `as=APIGroupDiscoveryList`. */
  aggregated(isCore: boolean, version: AggregatedVersion): string {
    return this.#text(`aggregated ${isCore} ${version}`, () => ({
      kind: "APIGroupDiscoveryList",
      apiVersion: `apidiscovery.k8s.io/${version}`,
      metadata: {},
      items: [...this.#served()]
        .filter(([group]) => (group === "") === isCore)
        .map(([group, resources]) => groupDiscovery(group, resources)),
    }));
  }

  /** GET /api */
  coreVersions(serverAddress: string): string {
    return JSON.stringify({
      kind: "APIVersions",
      versions: ["v1"],
      serverAddressByClientCIDRs: [{ clientCIDR: "0.0.0.0/0", serverAddress }],
    });
  }

  /** GET /apis */
  groupList(): string {
    return this.#text("groups", () => ({
      kind: "APIGroupList",
      apiVersion: "v1",
      groups: [...this.#served()]
        .filter(([group]) => group !== "")
        .map(([group, resources]) => apiGroup(group, resources)),
    }));
  }

  /** GET /apis/GROUP */
  group(name: string): string | undefined {
    const resources = this.#served().get(name);
    if (!resources || name === "") return undefined;
    return JSON.stringify({ kind: "APIGroup", apiVersion: "v1", ...apiGroup(name, resources) });
  }

  /** GET /api/v1, /apis/GROUP/VERSION */
  resourceList(group: string, version: string): string | undefined {
    const resources = (this.#served().get(group) ?? []).filter((each) => each.version === version);
    if (resources.length === 0) return undefined;
    return this.#text(`list ${group}/${version}`, () => ({
      kind: "APIResourceList",
      ...(group !== "" && { apiVersion: "v1" }),
      groupVersion: apiVersionOf({ group, version }),
      resources: resources.flatMap(legacyResources),
    }));
  }

  hasGroup(group: string): boolean {
    return this.#served().has(group);
  }

  #served(): ReadonlyMap<string, readonly ServedResource[]> {
    this.#groups ??= byGroup([...this.#registry.all().map(servedResource), ...QUESTIONS]);
    return this.#groups;
  }

  #text(key: string, make: () => unknown): string {
    let text = this.#texts.get(key);
    if (text === undefined) {
      text = JSON.stringify(make());
      this.#texts.set(key, text);
    }
    return text;
  }
}

function byGroup(resources: readonly ServedResource[]): ReadonlyMap<string, readonly ServedResource[]> {
  const names = [...new Set(resources.map(({ group }) => group))].sort((a, b) => rank(a) - rank(b) || (a < b ? -1 : 1));
  return new Map(
    names.map((name) => [
      name,
      resources.filter(({ group }) => group === name).sort((a, b) => (a.resource < b.resource ? -1 : 1)),
    ]),
  );
}

function rank(group: string): number {
  const index = GROUP_ORDER.indexOf(group);
  return group === "" ? -1 : index < 0 ? GROUP_ORDER.length : index;
}

/** Newest first: `v2` before `v1` before `v1beta1` (k8s.io/apimachinery version.CompareKubeAwareVersionStrings). */
function versionsOf(resources: readonly ServedResource[]): readonly string[] {
  const weight = (version: string) => {
    const [, major = "0", stage = "", minor = "0"] = /^v(\d+)(?:(alpha|beta)(\d+))?$/.exec(version) ?? [];
    const maturity = stage === "" ? 2 : stage === "beta" ? 1 : 0;
    return maturity * 1e6 + Number(major) * 1e3 + Number(minor);
  };
  return [...new Set(resources.map(({ version }) => version))].sort((a, b) => weight(b) - weight(a));
}

function groupDiscovery(group: string, resources: readonly ServedResource[]): object {
  return {
    metadata: { ...(group !== "" && { name: group }), creationTimestamp: null },
    versions: versionsOf(resources).map((version) => ({
      version,
      resources: resources.filter((each) => each.version === version).map(resourceDiscovery),
      freshness: "Current",
    })),
  };
}

function resourceDiscovery(served: ServedResource): object {
  const { resource, kind, group, version, namespaced, singular, verbs, shortNames, categories, subresources } = served;
  const own = group === "" ? { group: "", version: "" } : { group, version };
  return {
    resource,
    responseKind: { ...own, kind },
    scope: namespaced ? "Namespaced" : "Cluster",
    singularResource: singular,
    verbs,
    ...(shortNames.length > 0 && { shortNames }),
    ...(categories.length > 0 && { categories }),
    ...(subresources.length > 0 && {
      subresources: subresources.map((each) => ({
        subresource: each.name,
        responseKind: {
          ...own,
          ...(each.group !== undefined && { group: each.group, version: each.version }),
          kind: each.kind,
        },
        verbs: each.verbs,
      })),
    }),
  };
}

function apiGroup(name: string, resources: readonly ServedResource[]) {
  const versions = versionsOf(resources).map((version) => ({ groupVersion: `${name}/${version}`, version }));
  return { name, versions, preferredVersion: versions[0] };
}

function legacyResources(served: ServedResource): readonly object[] {
  const { resource, singular, namespaced, kind, verbs, shortNames, categories, subresources } = served;
  return [
    {
      name: resource,
      singularName: singular,
      namespaced,
      kind,
      verbs,
      ...(shortNames.length > 0 && { shortNames }),
      ...(categories.length > 0 && { categories }),
      ...(verbs.includes("list") && { storageVersionHash: storageHash(served) }),
    },
    ...subresources.map((each) => ({
      name: `${resource}/${each.name}`,
      singularName: "",
      namespaced,
      ...(each.group !== undefined && { group: each.group, version: each.version }),
      kind: each.kind,
      verbs: each.verbs,
    })),
  ];
}

/** Eight bytes of SHA-256 over `group/version/kind`, as k8s.io/apiserver discovery.StorageVersionHash. */
function storageHash({ group, version, kind }: ServedResource): string {
  return createHash("sha256").update(`${group}/${version}/${kind}`).digest().subarray(0, 8).toString("base64");
}

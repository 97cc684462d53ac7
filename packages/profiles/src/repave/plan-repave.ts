import { diffFields, type FieldChange } from "../diff/field-diff.ts";
import { contentHash } from "../hash/content-hash.ts";
import { readEksSettings } from "../eks/eks-settings.ts";
import { parseVersion } from "../semver/semantic-version.ts";
import type { RenderedLayer } from "../rendering/rendered-layer.ts";
import { namedNodeGroups } from "./node-group-names.ts";
import {
  IN_CLUSTER,
  kubernetesRule,
  KUBERNETES_VERSION,
  OPERATING_SYSTEM,
  type RepaveEffect,
  type RepaveRule,
} from "./repave-rules.ts";

/** A managed node group of the cluster as it is now. Pools of Karpenter are not among them: it replaces its nodes itself. */
export interface NodePoolFacts {
  readonly name: string;
  /** EKS's name of the node group, which nodes carry as `eks.amazonaws.com/nodegroup`. */
  readonly nodeGroup: string;
  /** Name of the IAM role, without path. */
  readonly roleName: string;
  readonly size: number;
}

export interface RepaveFacts {
  readonly pools: readonly NodePoolFacts[];
}

/** One changed field and what it means. */
export interface FieldImpact extends FieldChange {
  readonly layer: string;
  readonly effect: RepaveEffect;
  readonly why: string;
  /** Names of the pools that must roll because of it. */
  readonly pools: readonly string[];
}

export interface PoolRepave {
  readonly pool: string;
  readonly nodeGroup: string;
  readonly nodes: number;
  /** `replace`: a new node group takes over, under a new name; `update`: the group keeps its name and gets new machines. */
  readonly how: "replace" | "update";
  readonly reasons: readonly { readonly layer: string; readonly field: string; readonly why: string }[];
}

export interface RepaveWarning {
  readonly code: "REPAVE_AFFINITY" | "REPAVE_IMMUTABLE" | "REPAVE_DOWNGRADE" | "REPAVE_SKIPS_MINOR";
  /** Errors cannot be carried out. */
  readonly severity: "error" | "warning";
  readonly layer: string;
  readonly message: string;
  readonly fix: string;
}

export interface RepavePlan {
  readonly required: boolean;
  readonly pools: readonly PoolRepave[];
  /** Every field that changed, also those that need no node. */
  readonly impacts: readonly FieldImpact[];
  readonly warnings: readonly RepaveWarning[];
  /** Made from the content: an approval carries it, and a plan with another id is not run. */
  readonly id: string;
}

/** Which node groups must roll when the layers of a cluster change, field by field, and why. */
export function planRepave(
  before: readonly RenderedLayer[],
  after: readonly RenderedLayer[],
  facts: RepaveFacts,
): RepavePlan {
  const impacts = [
    ...pairs(before, after).flatMap(({ old, fresh }) => layerImpacts(old, fresh, facts)),
    ...versionImpacts(before, after, facts),
  ];
  const pools = facts.pools.flatMap((pool) => poolRepave(pool, impacts));
  const warnings = [...versionWarnings(before, after), ...immutable(impacts), ...affinities(pools, after)];
  const content = { pools, impacts, warnings, facts };
  return { required: pools.length > 0, pools, impacts, warnings, id: contentHash(content) };
}

interface Pair {
  readonly old: RenderedLayer | undefined;
  readonly fresh: RenderedLayer | undefined;
}

/** Layers by name; infrastructure layers by kind, so that another pack in the same place is a change of it. */
function pairs(before: readonly RenderedLayer[], after: readonly RenderedLayer[]): readonly Pair[] {
  const key = ({ layer, profileName, name }: RenderedLayer): string =>
    layer === "addon" ? `${profileName}\0${name}` : layer;
  const old = new Map(before.map((layer) => [key(layer), layer]));
  const fresh = new Map(after.map((layer) => [key(layer), layer]));
  return [...new Set([...old.keys(), ...fresh.keys()])].map((each) => ({ old: old.get(each), fresh: fresh.get(each) }));
}

function layerImpacts(
  old: RenderedLayer | undefined,
  fresh: RenderedLayer | undefined,
  facts: RepaveFacts,
): readonly FieldImpact[] {
  const layer = fresh ?? old;
  if (!layer) return [];
  return diffFields(old?.data ?? {}, fresh?.data ?? {}).map((change) => {
    const rule =
      layer.layer === "k8s"
        ? kubernetesRule(change.path)
        : layer.layer === "os" && !/^pack\b/.test(change.path)
          ? OPERATING_SYSTEM
          : IN_CLUSTER;
    return impact(layer, change, rule, concerned(rule, fresh, facts));
  });
}

/** Pools that a rule concerns. With a role given, those that have it already stay. */
function concerned(rule: RepaveRule, fresh: RenderedLayer | undefined, facts: RepaveFacts): readonly string[] {
  if (rule.effect === "roll") return facts.pools.map(({ name }) => name);
  const role = rule.effect === "role" && fresh ? readEksSettings(fresh.data).nodeRoleName : undefined;
  return role === undefined ? [] : facts.pools.filter(({ roleName }) => roleName !== role).map(({ name }) => name);
}

function versionImpacts(
  before: readonly RenderedLayer[],
  after: readonly RenderedLayer[],
  facts: RepaveFacts,
): readonly FieldImpact[] {
  return pairs(before, after).flatMap(({ old, fresh }) => {
    if (!old || !fresh || (old.tag === fresh.tag && old.packName === fresh.packName)) return [];
    const rule = fresh.layer === "k8s" ? KUBERNETES_VERSION : fresh.layer === "os" ? OPERATING_SYSTEM : IN_CLUSTER;
    const change = { path: "tag", before: `${old.packName} ${old.tag}`, after: `${fresh.packName} ${fresh.tag}` };
    return [impact(fresh, change, rule, concerned(rule, fresh, facts))];
  });
}

const impact = (
  layer: RenderedLayer,
  change: FieldChange,
  rule: RepaveRule,
  pools: readonly string[],
): FieldImpact => ({
  ...change,
  layer: layer.name,
  effect: rule.effect === "role" && pools.length === 0 ? "none" : rule.effect,
  why: rule.effect === "role" && pools.length === 0 ? "every node group has this role already" : rule.why,
  pools,
});

function poolRepave({ name, nodeGroup, size }: NodePoolFacts, impacts: readonly FieldImpact[]): readonly PoolRepave[] {
  const causes = impacts.filter(({ pools }) => pools.includes(name));
  if (causes.length === 0) return [];
  const reasons = causes.map(({ layer, path, why }) => ({ layer, field: path, why }));
  return [
    {
      pool: name,
      nodeGroup,
      nodes: size,
      how: causes.some(({ effect }) => effect === "role") ? "replace" : "update",
      reasons,
    },
  ];
}

function versionWarnings(before: readonly RenderedLayer[], after: readonly RenderedLayer[]): readonly RepaveWarning[] {
  const [old, fresh] = [before, after].map((layers) => layers.find(({ layer }) => layer === "k8s"));
  if (!old || !fresh || old.packName !== fresh.packName) return [];
  const [from, to] = [parseVersion(old.tag), parseVersion(fresh.tag)];
  if (!from || !to) return [];
  const warn = (code: RepaveWarning["code"], message: string, fix: string): readonly RepaveWarning[] => [
    { code, severity: "error", layer: fresh.name, message, fix },
  ];
  if (from.major === to.major && to.minor < from.minor)
    return warn(
      "REPAVE_DOWNGRADE",
      `EKS cannot go back from ${old.tag} to ${fresh.tag}`,
      `keep ${old.tag} or a later version`,
    );
  if (from.major === to.major && to.minor > from.minor + 1)
    return warn(
      "REPAVE_SKIPS_MINOR",
      `EKS upgrades one minor version at a time, not ${old.tag} to ${fresh.tag}`,
      `go to ${from.major}.${from.minor + 1} first`,
    );
  return [];
}

function immutable(impacts: readonly FieldImpact[]): readonly RepaveWarning[] {
  return impacts
    .filter(({ effect, before, after }) => effect === "immutable" && !isDefault(before, after))
    .map(({ layer, path, why }) => ({
      code: "REPAVE_IMMUTABLE",
      severity: "error",
      layer,
      message: `${path}: ${why}`,
      fix: `take the change of ${path} back, or make a new cluster`,
    }));
}

/** Writing a default down, or leaving it out, is no change. */
const isDefault = (before: unknown, after: unknown): boolean =>
  [before, after].every((value) => value === undefined || value === null || value === false || value === "");

function affinities(pools: readonly PoolRepave[], after: readonly RenderedLayer[]): readonly RepaveWarning[] {
  const gone = new Map(pools.filter(({ how }) => how === "replace").map(({ nodeGroup, pool }) => [nodeGroup, pool]));
  return after.flatMap((layer) =>
    namedNodeGroups([layer.data, ...layer.objects])
      .filter((group) => gone.has(group))
      .map((group): RepaveWarning => ({
        code: "REPAVE_AFFINITY",
        severity: "warning",
        layer: layer.name,
        message: `the affinity of ${layer.name} names the node group ${group}, which this repave removes: its pods would find no node`,
        fix: `add the name of the group that replaces ${group} to the affinity's values, or match karpenter.sh/nodepool DoesNotExist alone`,
      })),
  );
}

import type { Snapshot } from "@inlay/planner";
import { offlineInstanceTypes } from "@inlay/provider-aws";
import { LABEL_REGION, type EC2NodeClass, type KubeObject, type NodePool } from "@inlay/resources";
import { CommandError } from "../command-error.ts";

const USUAL_REGION = "us-east-1";

/** What EC2 offers to each pool of a file, by the catalogue that Inlay brings. */
export interface Ec2Catalogues extends Pick<Snapshot, "catalogues" | "catalogueOfNodePool"> {
  /** What was assumed. */
  readonly notes: readonly string[];
}

/** @throws CommandError when a pool's node class is not one of EC2. */
export function ec2Catalogues(objects: readonly KubeObject[], now: string, file: string): Ec2Catalogues {
  const classes = objects.filter((object): object is EC2NodeClass => object.kind === "EC2NodeClass");
  const region = regionOf(objects, classes);
  const notes = new Set<string>();
  const catalogues: Record<string, Snapshot["catalogues"][string]> = {};
  const catalogueOfNodePool: Record<string, string> = {};
  for (const pool of objects.filter((object): object is NodePool => object.kind === "NodePool")) {
    const ref = pool.spec?.template?.spec?.nodeClassRef;
    if (!ref) continue;
    if (ref.kind !== "EC2NodeClass")
      throw new CommandError(
        `${file}: NodePool ${pool.metadata.name}: spec.template.spec.nodeClassRef.kind: ${ref.kind} is not known; name its instance types with --instance-types`,
      );
    const found = classes.find(({ metadata }) => metadata.name === ref.name);
    catalogueOfNodePool[pool.metadata.name] = ref.name;
    if (catalogues[ref.name]) continue;
    const nodeClass = withSubnets(found, ref.name, region);
    if (nodeClass !== found)
      notes.add(`EC2NodeClass ${ref.name} has no subnets in the file: three zones of ${region} are assumed`);
    catalogues[ref.name] = offlineInstanceTypes(nodeClass, region, Date.parse(now));
  }
  if (Object.keys(catalogues).length > 0)
    notes.add(`instance types of EC2 in ${region} by Inlay's catalogue; its spot prices are typical ones, not today's`);
  return { catalogues, catalogueOfNodePool, notes: [...notes] };
}

function regionOf(objects: readonly KubeObject[], classes: readonly EC2NodeClass[]): string {
  const zone = classes.flatMap(({ status }) => status?.subnets ?? [])[0]?.zone;
  if (zone !== undefined) return zone.replace(/[a-z]$/, "");
  const nodes = objects.filter(({ kind }) => kind === "Node");
  return nodes.flatMap(({ metadata }) => metadata.labels?.[LABEL_REGION] ?? [])[0] ?? USUAL_REGION;
}

function withSubnets(found: EC2NodeClass | undefined, name: string, region: string): EC2NodeClass {
  if (found?.status?.subnets?.length) return found;
  const subnets = ["a", "b", "c"].map((letter) => ({ id: `subnet-${letter}`, zone: `${region}${letter}` }));
  const base: EC2NodeClass = found ?? {
    apiVersion: "karpenter.k8s.aws/v1",
    kind: "EC2NodeClass",
    metadata: { name, uid: name, resourceVersion: "1", creationTimestamp: "2026-11-01T12:00:00Z" },
    spec: { amiSelectorTerms: [{ alias: "al2023@latest" }], subnetSelectorTerms: [], securityGroupSelectorTerms: [] },
  };
  return { ...base, status: { ...base.status, subnets } };
}

import { readEksSettings, type EksSettings } from "../eks/eks-settings.ts";
import { definedKinds } from "../ordering/object-order.ts";
import type { Pack } from "../packs/pack.ts";
import type { Problem } from "../problem.ts";
import { namedNodeGroups } from "../repave/node-group-names.ts";
import { groupKind } from "../rendering/cluster-scope.ts";
import type { RenderedLayer, RenderedObject } from "../rendering/rendered-layer.ts";
import { allows } from "./iam-policy.ts";
import type { ClusterFacts } from "./validation-context.ts";

type Data = Readonly<Record<string, unknown>>;

/** What goes wrong between the parts: roles, policies, tags, replicas, node groups, order. Needs what macros became. */
export function validateTogether(
  layers: readonly RenderedLayer[],
  packs: readonly Pack[],
  cluster: ClusterFacts = {},
): readonly Problem[] {
  const kubernetes = layers.find(({ layer }) => layer === "k8s");
  const karpenter = layers.find(({ packName }) => packName === "karpenter");
  const settings = kubernetes && readEksSettings(kubernetes.data);
  const nodeClasses = layers.flatMap((layer) =>
    layer.objects.filter(({ kind }) => kind === "EC2NodeClass").map((object) => ({ layer, object })),
  );
  return [
    ...(kubernetes && settings ? accessMap(kubernetes, settings) : []),
    ...(kubernetes && settings ? policies(kubernetes, settings, karpenter, cluster) : []),
    ...(karpenter
      ? [...replicas(karpenter, cluster), ...account(karpenter, cluster), ...interruptions(karpenter, layers)]
      : []),
    ...nodeClasses.flatMap(({ layer, object }) => [
      ...nodeClassRole(layer, object, settings),
      ...discovery(layer, object, cluster),
    ]),
    ...nodeGroups(layers, cluster),
    ...order(layers, packs),
  ];
}

const problem = (
  layer: RenderedLayer,
  code: string,
  severity: Problem["severity"],
  path: string,
  message: string,
  fix: string,
): Problem => ({
  code,
  severity,
  field: `layers[${layer.name}].${path}`,
  layer: layer.name,
  message,
  fix,
});

function accessMap(layer: RenderedLayer, settings: EksSettings): readonly Problem[] {
  const problems: Problem[] = [];
  if (settings.mappingAt === "top level")
    problems.push(
      problem(
        layer,
        "MAPPING_PLACE",
        "warning",
        "values.iamAuthenticatorConfig",
        "iamAuthenticatorConfig stands at the top level; it is used, but belongs under managedControlPlane",
        "move it under managedControlPlane",
      ),
    );
  const { nodeRoleName: role, mapRoles } = settings;
  if (role === undefined) return problems;
  if (role.startsWith("ng-role_"))
    problems.push(
      problem(
        layer,
        "NODE_ROLE_NAME",
        "error",
        "values.managedMachinePool.roleName",
        `the role ${role} has a name that is kept for generated roles`,
        "choose a name that does not start with ng-role_",
      ),
    );
  if (!mapRoles.some(({ rolearn }) => rolearn.endsWith(`/${role}`)))
    problems.push(
      problem(
        layer,
        "NODE_ROLE_NOT_MAPPED",
        "warning",
        "values.managedControlPlane.iamAuthenticatorConfig.mapRoles",
        `mapRoles does not map the role ${role} of managedMachinePool.roleName: the cluster refuses machines of Karpenter that have it`,
        `add to mapRoles: rolearn: arn:aws:iam::<account>:role/${role}, username: system:node:{{EC2PrivateDNSName}}, groups: [system:bootstrappers, system:nodes]`,
      ),
    );
  return problems;
}

function policies(
  layer: RenderedLayer,
  settings: EksSettings,
  karpenter: RenderedLayer | undefined,
  { policies: known, partition = "aws", accountId }: ClusterFacts,
): readonly Problem[] {
  const roles = settings.irsaRoles.filter(({ serviceAccount }) => serviceAccount?.name === "karpenter");
  if (!known) return [];
  const documents = roles.flatMap((role) => role.policies).filter((arn) => arn in known);
  const problems = documents
    .filter((arn) => known[arn] === null)
    .map((arn) =>
      problem(
        layer,
        "POLICY_MISSING",
        "error",
        "values.managedControlPlane.irsaRoles",
        `there is no policy ${arn}`,
        "create it with aws iam create-policy, or correct the ARN",
      ),
    );
  const given = documents.flatMap((arn) => known[arn] ?? []);
  if (given.length === 0) return problems;
  const role = settings.nodeRoleName;
  const arn = `arn:${partition}:iam::${accountId ?? "123456789012"}:role/${role}`;
  if (role !== undefined && !allows(given, "iam:PassRole", arn))
    problems.push(
      problem(
        layer,
        "POLICY_PASS_ROLE",
        "error",
        "values.managedControlPlane.irsaRoles",
        `the policy of the controller does not allow iam:PassRole on ${arn}: it can make no instance profile, and so no node`,
        `set the Resource of iam:PassRole to ${arn}`,
      ),
    );
  const queue = interruptionQueue(karpenter);
  if (queue !== "" && !allows(given, "sqs:ReceiveMessage", `arn:${partition}:sqs:*:*:${queue}`))
    problems.push(
      problem(
        layer,
        "POLICY_QUEUE",
        "warning",
        "values.managedControlPlane.irsaRoles",
        `settings.interruptionQueue is ${queue}, but the policy allows no sqs:ReceiveMessage`,
        `add sqs:DeleteMessage, sqs:GetQueueUrl and sqs:ReceiveMessage on the queue ${queue}`,
      ),
    );
  return problems;
}

const chart = (layer: RenderedLayer | undefined): Data => map(map(layer?.data["charts"])["karpenter"]);
const interruptionQueue = (layer: RenderedLayer | undefined): string => {
  const queue = map(chart(layer)["settings"])["interruptionQueue"];
  return typeof queue === "string" ? queue : "";
};

function replicas(layer: RenderedLayer, { nodeGroups: groups }: ClusterFacts): readonly Problem[] {
  const values = chart(layer);
  const wanted = Number(values["replicas"] ?? 2);
  const apart = map(map(values["affinity"])["podAntiAffinity"])["requiredDuringSchedulingIgnoredDuringExecution"];
  const named = namedNodeGroups(values["affinity"]);
  const nodes = groups
    ?.filter(({ name }) => named.length === 0 || named.includes(name))
    .reduce((sum, { size }) => sum + size, 0);
  if (nodes === undefined || wanted <= nodes || !Array.isArray(apart) || apart.length === 0) return [];
  return [
    problem(
      layer,
      "REPLICAS_EXCEED_NODES",
      "warning",
      "values.charts.karpenter.replicas",
      `${wanted} replicas must stand on different nodes, and there ${nodes === 1 ? "is 1 node" : `are ${nodes} nodes`} that Karpenter did not make: the rest stays pending`,
      nodes > 0
        ? `set charts.karpenter.replicas to ${nodes}, or add nodes to the node group`
        : "add nodes to the node group",
    ),
  ];
}

function account(layer: RenderedLayer, { accountId, partition }: ClusterFacts): readonly Problem[] {
  const given = layer.data["awsAccountNumber"];
  const arn = map(map(chart(layer)["serviceAccount"])["annotations"])["eks.amazonaws.com/role-arn"];
  const problems: Problem[] = [];
  if (accountId !== undefined && given !== undefined && given !== "" && String(given as string | number) !== accountId)
    problems.push(
      problem(
        layer,
        "ACCOUNT_NUMBER",
        "error",
        "values.awsAccountNumber",
        `the cluster is in account ${accountId}, not ${String(given as string | number)}`,
        `set awsAccountNumber to "${accountId}"`,
      ),
    );
  if (
    partition !== undefined &&
    typeof arn === "string" &&
    arn.startsWith("arn:") &&
    !arn.startsWith(`arn:${partition}:`)
  )
    problems.push(
      problem(
        layer,
        "ACCOUNT_PARTITION",
        "error",
        "values.charts.karpenter.serviceAccount.annotations",
        `${arn} is not of the partition ${partition}`,
        `begin the ARN with arn:${partition}:`,
      ),
    );
  return problems;
}

function interruptions(karpenter: RenderedLayer, layers: readonly RenderedLayer[]): readonly Problem[] {
  if (interruptionQueue(karpenter) !== "") return [];
  return layers.flatMap((layer) =>
    layer.objects
      .filter(usesSpot)
      .map(({ metadata }) =>
        problem(
          layer,
          "SPOT_WITHOUT_QUEUE",
          "warning",
          "manifests",
          `the NodePool ${metadata.name} allows spot, but no interruption queue is set: pods are not moved before EC2 takes an instance back`,
          "set charts.karpenter.settings.interruptionQueue in the Karpenter layer, and let the controller's policy read that SQS queue",
        ),
      ),
  );
}

function usesSpot(object: RenderedObject): boolean {
  if (object.kind !== "NodePool") return false;
  const requirements = map(map(map(data(object)["spec"])["template"])["spec"])["requirements"];
  const list = Array.isArray(requirements) ? (requirements as Data[]) : [];
  return list.some(
    ({ key, operator, values }) =>
      key === "karpenter.sh/capacity-type" && operator === "In" && Array.isArray(values) && values.includes("spot"),
  );
}

function nodeClassRole(
  layer: RenderedLayer,
  object: RenderedObject,
  settings: EksSettings | undefined,
): readonly Problem[] {
  const role = map(data(object)["spec"])["role"];
  const wanted = settings?.nodeRoleName;
  if (wanted === undefined || typeof role !== "string" || role === "" || role === wanted) return [];
  return [
    problem(
      layer,
      "NODE_CLASS_ROLE",
      "warning",
      "manifests",
      `the EC2NodeClass ${object.metadata.name} uses the role ${role}, and the Kubernetes layer makes and maps ${wanted}`,
      `set spec.role to ${wanted}`,
    ),
  ];
}

function discovery(
  layer: RenderedLayer,
  object: RenderedObject,
  { subnetTags, securityGroupTags }: ClusterFacts,
): readonly Problem[] {
  const spec = map(data(object)["spec"]);
  const check = (
    field: string,
    what: string,
    resources: readonly Readonly<Record<string, string>>[] | undefined,
  ): readonly Problem[] => {
    const terms = (Array.isArray(spec[field]) ? (spec[field] as Data[]) : []).filter(({ tags }) => tags !== undefined);
    if (!resources || terms.length === 0) return [];
    const matches = terms.some(({ tags }) =>
      resources.some((have) =>
        Object.entries(map(tags)).every(([key, value]) => key in have && (value === "*" || have[key] === value)),
      ),
    );
    const [key = "", value = ""] = (Object.entries(map(terms[0]?.["tags"]))[0] ?? []) as [string?, string?];
    return matches
      ? []
      : [
          problem(
            layer,
            "DISCOVERY_TAGS",
            "warning",
            "manifests",
            `no ${what} of the cluster has the tags that ${field} of ${object.metadata.name} asks for (${key}=${value})`,
            `aws ec2 create-tags --tags "Key=${key},Value=${value}" --resources <ids of the ${what}s>; the cluster's default security group loses such tags when EKS updates the cluster`,
          ),
        ];
  };
  return [
    ...check("subnetSelectorTerms", "subnet", subnetTags),
    ...check("securityGroupSelectorTerms", "security group", securityGroupTags),
  ];
}

function nodeGroups(layers: readonly RenderedLayer[], { nodeGroups: groups }: ClusterFacts): readonly Problem[] {
  if (!groups) return [];
  const there = groups.map(({ name }) => name);
  return layers.flatMap((layer) =>
    namedNodeGroups([layer.data, ...layer.objects])
      .filter((name) => !there.includes(name))
      .map((name) =>
        problem(
          layer,
          "NODE_GROUP_UNKNOWN",
          "warning",
          layer.packName === "karpenter" ? "values.charts.karpenter.affinity" : "manifests",
          `an affinity names the node group ${name}, which the cluster does not have: if it names no other, its pods find no node`,
          `use ${there.length > 0 ? there.join(" or ") : "a node group of the cluster"}`,
        ),
      ),
  );
}

function order(layers: readonly RenderedLayer[], packs: readonly Pack[]): readonly Problem[] {
  const providers = layers.map((layer) => ({
    layer,
    kinds: new Set([
      ...definedKinds(layer.objects),
      ...(packs.find(({ name, version }) => name === layer.packName && version === layer.tag)?.definedKinds ?? []),
    ]),
  }));
  return layers.flatMap((layer) => {
    const own = providers.find((each) => each.layer === layer)?.kinds;
    const kinds = [...new Set(layer.objects.map(groupKind))].filter((kind) => !own?.has(kind));
    for (const kind of kinds) {
      const provider = providers.find((each) => each.layer !== layer && each.kinds.has(kind))?.layer;
      if (provider && provider.layer === "addon" && provider.priority >= layer.priority)
        return [
          problem(
            layer,
            "INSTALL_PRIORITY",
            "warning",
            "values.pack.spectrocloud.com/install-priority",
            `objects of ${kind} need the definitions that ${provider.name} installs at priority ${provider.priority}, and this layer has ${layer.priority}; it is made to wait`,
            `set spectrocloud.com/install-priority: "${provider.priority + 10}" in the layer's values`,
          ),
        ];
    }
    return [];
  });
}

const data = (object: RenderedObject): Data => ({ ...object });
const map = (value: unknown): Data =>
  value !== null && typeof value === "object" && !Array.isArray(value) ? (value as Data) : {};

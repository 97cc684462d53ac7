import { readdirSync, readFileSync, statSync } from "node:fs";
import { join, relative } from "node:path";
import type { Pack, PackFile } from "../packs/pack.ts";
import { readPack } from "../packs/read-pack.ts";
import type { Layer, Profile } from "../profile/profile.ts";

const ROOT = join(import.meta.dirname, "../../../../packs");

/** Every text file below a folder; links are followed. */
export function filesOf(folder: string): readonly PackFile[] {
  const walk = (path: string): readonly string[] =>
    statSync(path).isDirectory()
      ? readdirSync(path)
          .sort()
          .flatMap((name) => walk(join(path, name)))
      : [path];
  return walk(folder).map((path) => ({ path: relative(folder, path), content: readFileSync(path, "utf8") }));
}

export const builtInPacks: readonly Pack[] = readdirSync(ROOT)
  .filter((name) => statSync(join(ROOT, name)).isDirectory())
  .sort()
  .map((name) => readPack(filesOf(join(ROOT, name))));

export function builtInPack(name: string): Pack {
  const pack = builtInPacks.find((each) => each.name === name);
  if (!pack) throw new Error(`no pack ${name}`);
  return pack;
}

export function packLayer(name: string, values?: string): Layer {
  const { layer, version, values: own } = builtInPack(name);
  return { name, layer, type: "spectro", tag: version, values: values ?? own, manifests: [] };
}

export function manifestLayer(name: string, manifests: Readonly<Record<string, string>>, values = ""): Layer {
  const list = Object.entries(manifests).map(([manifest, content]) => ({ name: manifest, content }));
  return { name, layer: "addon", type: "manifest", tag: "1.0.0", values, manifests: list };
}

/** The infrastructure of the reference page's cluster. */
export const infrastructure = (...more: readonly Layer[]): Profile => ({
  name: "eks-infra",
  version: "1.0.0",
  type: more.length > 0 ? "cluster" : "infra",
  cloudType: "eks",
  layers: [
    packLayer("amazon-linux-eks"),
    packLayer("kubernetes-eks"),
    packLayer("cni-aws-vpc-eks"),
    packLayer("csi-aws-ebs"),
    ...more,
  ],
  variables: [],
});

export const addOn = (name: string, ...layers: readonly Layer[]): Profile => ({
  name,
  version: "1.0.0",
  type: "add-on",
  cloudType: "all",
  layers,
  variables: [],
});

/** The profile with another text as the values of a layer. */
export const withValues = (profile: Profile, layer: string, values: string): Profile => ({
  ...profile,
  layers: profile.layers.map((each) => (each.name === layer ? { ...each, values } : each)),
});

/** The Kubernetes layer's values as the reference page edits them in its first section. */
export function editedKubernetesValues(roles = "arn:aws:iam::123456789012"): string {
  const withRole = inserted(
    builtInPack("kubernetes-eks").values,
    "  irsaRoles:\n",
    `  - name: "{{.spectro.system.cluster.name}}-karpenterControllerRole"
    policies:
      - ${roles}:policy/karpenterControllerPolicy
    serviceAccount:
      name: karpenter
      namespace: karpenter
`,
  );
  const mapped = withNodeRoleMapped(withRole, `${roles}:role/{{.spectro.system.cluster.name}}-nodeRole`);
  return replaced(mapped, '  roleName: ""\n', '  roleName: "{{.spectro.system.cluster.name}}-nodeRole"\n');
}

/** Values of the Kubernetes layer with one more role of nodes mapped. */
export const withNodeRoleMapped = (values: string, role: string): string =>
  inserted(
    values,
    "    mapRoles:\n",
    `      - rolearn: ${role}
        username: system:node:{{EC2PrivateDNSName}}
        groups:
        - system:bootstrappers
        - system:nodes
`,
  );

/** The karpenter pack's values with the page's account filled in. */
export const editedKarpenterValues = (): string =>
  replaced(builtInPack("karpenter").values, 'awsAccountNumber: ""', 'awsAccountNumber: "123456789012"');

const inserted = (text: string, line: string, next: string): string => replaced(text, line, line + next);

/** @throws when the text has nothing to replace: an edit that does nothing would test nothing. */
export function replaced(text: string, old: string, next: string): string {
  if (!text.includes(old)) throw new Error(`the values have no ${JSON.stringify(old)}`);
  return text.replace(old, () => next);
}

export const NODE_POOL = `apiVersion: karpenter.sh/v1
kind: NodePool
metadata:
  name: default
spec:
  template:
    spec:
      requirements:
        - key: karpenter.sh/capacity-type
          operator: In
          values: ["on-demand"]
      nodeClassRef:
        group: karpenter.k8s.aws
        kind: EC2NodeClass
        name: al2023-20250920
  disruption:
    consolidationPolicy: WhenEmptyOrUnderutilized
    consolidateAfter: 1m
---
apiVersion: karpenter.k8s.aws/v1
kind: EC2NodeClass
metadata:
  name: al2023-20250920
spec:
  role: "{{.spectro.system.cluster.name}}-nodeRole" # Must match the node role created in the Kubernetes layer under managedMachinePool.roleName.
  amiSelectorTerms:
    - alias: "al2023@v20250920"
  subnetSelectorTerms:
    - tags:
        karpenter.sh/discovery: "{{.spectro.system.cluster.name}}"
  securityGroupSelectorTerms:
    - tags:
        karpenter.sh/discovery: "{{.spectro.system.cluster.name}}"
`;

export const CLUSTER = { "cluster.name": "my-eks-cluster", "cloud.region": "us-east-1" };

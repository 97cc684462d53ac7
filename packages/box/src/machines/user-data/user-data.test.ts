import fc from "fast-check";
import { expect, test } from "vitest";
import { UserDataRefused } from "./boot-config.ts";
import { mimeParts } from "./mime-parts.ts";
import { readUserData } from "./user-data.ts";

const nodeConfig = (more = "") => `apiVersion: node.eks.aws/v1alpha1
kind: NodeConfig
spec:
  cluster:
    name: my-eks-cluster
    apiServerEndpoint: https://127.0.0.1:6443
    certificateAuthority: Q0E=
    cidr: 10.100.0.0/16
${more}`;

const multipart = (...parts: readonly (readonly [type: string, body: string])[]) =>
  `MIME-Version: 1.0\nContent-Type: multipart/mixed; boundary="//"\n\n${parts
    .map(([type, body]) => `--//\nContent-Type: ${type}\n\n${body}\n`)
    .join("")}--//--\n`;

const KARPENTER = multipart(
  ['text/x-shellscript; charset="us-ascii"', "#!/bin/bash\necho hello"],
  [
    "application/node.eks.aws",
    nodeConfig(`  kubelet:
    config:
      maxPods: 58
      clusterDNS: [10.100.0.10]
      registerWithTaints:
        - { key: karpenter.sh/unregistered, effect: NoExecute }
        - { key: team, value: a, effect: NoSchedule }
    flags:
      - --node-labels="karpenter.sh/capacity-type=on-demand,karpenter.sh/nodepool=default,topology.k8s.aws/zone-id=use1-az1"
`),
  ],
);

test("nodeadm's NodeConfig tells cluster, labels, taints and the number of pods", () => {
  expect(readUserData(KARPENTER, "al2023")).toEqual({
    clusterName: "my-eks-cluster",
    apiServerEndpoint: "https://127.0.0.1:6443",
    certificateAuthority: "Q0E=",
    labels: {
      "karpenter.sh/capacity-type": "on-demand",
      "karpenter.sh/nodepool": "default",
      "topology.k8s.aws/zone-id": "use1-az1",
    },
    taints: [
      { key: "karpenter.sh/unregistered", effect: "NoExecute" },
      { key: "team", value: "a", effect: "NoSchedule" },
    ],
    maxPods: 58,
    kubeReserved: {},
    systemReserved: {},
    evictionHard: {},
    instanceStore: false,
  });
});

test("a later NodeConfig wins field by field", () => {
  const config = (maxPods: number, kube: string) =>
    nodeConfig(`  kubelet: { config: { maxPods: ${maxPods}, kubeReserved: ${kube} } }`);
  const data = multipart(
    ["application/node.eks.aws", config(10, "{ cpu: 100m, memory: 1Gi }")],
    ["application/node.eks.aws", config(20, "{ cpu: 200m }")],
  );
  expect(readUserData(data, "al2023")).toMatchObject({
    maxPods: 20,
    kubeReserved: { cpu: "200m", memory: "1Gi" },
  });
});

test("a bare NodeConfig is user data as well", () => {
  expect(readUserData(nodeConfig(), "al2023").clusterName).toBe("my-eks-cluster");
});

test("Amazon Linux 2 obeys the call of bootstrap.sh", () => {
  const script = `#!/bin/bash -xe
/etc/eks/bootstrap.sh 'my-eks-cluster' --apiserver-endpoint 'https://127.0.0.1:6443' --b64-cluster-ca 'Q0E=' \\
--dns-cluster-ip '10.100.0.10' --use-max-pods false \\
--kubelet-extra-args '--node-labels="karpenter.sh/nodepool=default" --register-with-taints="karpenter.sh/unregistered:NoExecute" --max-pods=29 --kube-reserved="cpu=80m"'`;
  expect(readUserData(multipart(["text/x-shellscript", script]), "al2")).toMatchObject({
    clusterName: "my-eks-cluster",
    apiServerEndpoint: "https://127.0.0.1:6443",
    labels: { "karpenter.sh/nodepool": "default" },
    taints: [{ key: "karpenter.sh/unregistered", effect: "NoExecute" }],
    maxPods: 29,
    kubeReserved: { cpu: "80m" },
  });
});

const BOTTLEROCKET = `[settings.kubernetes]
api-server = "https://127.0.0.1:6443"
cluster-name = "my-eks-cluster"
cluster-certificate = "Q0E="
max-pods = 29

[settings.kubernetes.node-labels]
"karpenter.sh/nodepool" = "default"

[settings.kubernetes.node-taints]
"karpenter.sh/unregistered" = [":NoExecute"]
team = ["a:NoSchedule"]

[settings.kubernetes.kube-reserved]
cpu = "80m"
`;

test("Bottlerocket obeys its TOML settings", () => {
  expect(readUserData(BOTTLEROCKET, "bottlerocket")).toEqual({
    clusterName: "my-eks-cluster",
    apiServerEndpoint: "https://127.0.0.1:6443",
    certificateAuthority: "Q0E=",
    labels: { "karpenter.sh/nodepool": "default" },
    taints: [
      { key: "karpenter.sh/unregistered", effect: "NoExecute" },
      { key: "team", value: "a", effect: "NoSchedule" },
    ],
    maxPods: 29,
    kubeReserved: { cpu: "80m" },
    systemReserved: {},
    evictionHard: {},
    instanceStore: false,
  });
});

test.each([
  ["[settings", "is not TOML"],
  ["settings = 1", "settings is not a table"],
  ["[settings.kubernetes]\ncluster-name = 'a'", "settings.kubernetes.api-server is missing"],
  [BOTTLEROCKET.replace("= 29", "= 'many'"), "max-pods is not a whole number"],
  [BOTTLEROCKET.replace(":NoExecute", "NoExecute"), "invalid taint spec"],
])("Bottlerocket says on the console what is wrong with %j", (userData, why) => {
  expect(() => readUserData(userData, "bottlerocket")).toThrow(UserDataRefused);
  expect(() => readUserData(userData, "bottlerocket")).toThrow(why);
});

test.each([
  ["", "has no user data"],
  ["#!/bin/bash\nyum update", "no NodeConfig in the user data"],
  ["apiVersion: v1\nkind: Pod", 'no kind "Pod" is registered for version "v1"'],
  [nodeConfig().replace("    cidr: 10.100.0.0/16\n", ""), "spec.cluster.cidr is missing"],
  ["apiVersion: [", "the NodeConfig is not YAML"],
  [nodeConfig("  kubelet: { config: { maxPods: many } }"), 'maxPods: "many" is not a whole number'],
  [
    nodeConfig("  kubelet: { flags: ['--node-labels=node-role.kubernetes.io/x=y'] }"),
    "labels specified with --node-labels",
  ],
])("user data that no kubelet can start from says why: %j", (userData, why) => {
  expect(() => readUserData(userData, "al2023")).toThrow(UserDataRefused);
  expect(() => readUserData(userData, "al2023")).toThrow(why);
});

test("parts come out of a multipart document as they went in", () => {
  const body = fc.string({ unit: fc.constantFrom("a", "b", " ", "\n", ":", "é"), minLength: 1 });
  fc.assert(
    fc.property(fc.array(body, { minLength: 1, maxLength: 5 }), (bodies) => {
      const document = multipart(...bodies.map((text) => ["text/plain", text] as const));
      expect(mimeParts(document, "x/y").map((part) => part.body.replace(/\n$/, ""))).toEqual(bodies);
    }),
  );
});

test("whatever the user data is, it is read or refused", () => {
  fc.assert(
    fc.property(fc.string(), fc.constantFrom("al2023", "al2", "bottlerocket"), (text, family) => {
      try {
        readUserData(text, family);
      } catch (error) {
        expect(error).toBeInstanceOf(UserDataRefused);
      }
    }),
  );
});

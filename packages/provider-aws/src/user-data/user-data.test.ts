import { parse as parseToml } from "smol-toml";
import { expect, test } from "vitest";
import { parse as parseYaml } from "yaml";
import type { EC2NodeClass } from "@inlay/resources";
import type { AmiFamily } from "../images/ami-family.ts";
import { amiFamilyOf } from "../images/ami-family.ts";
import { sampleNodeClaim, sampleNodeClass } from "../testing/samples.ts";
import { parseMime } from "./mime.ts";
import type { UserDataInput } from "./user-data-input.ts";
import { kubeletLabels, kubeletSettings, kubeletTaints } from "./user-data-input.ts";
import { renderUserData } from "./user-data.ts";

function familyOf(spec: Partial<EC2NodeClass["spec"]> = {}): AmiFamily {
  return amiFamilyOf(sampleNodeClass(spec).spec);
}

const claim = sampleNodeClaim(
  {
    taints: [{ key: "dedicated", value: "gpu", effect: "NoSchedule" }],
    startupTaints: [{ key: "cni", effect: "NoExecute" }],
  },
  {},
  { labels: { "karpenter.sh/nodepool": "default", team: "a", "kubernetes.io/arch": "amd64", "x.k8s.io/y": "z" } },
);

function inputOf(family: AmiFamily, overrides: Partial<UserDataInput> = {}): UserDataInput {
  return {
    cluster: {
      name: "my-eks-cluster",
      endpoint: "https://127.0.0.1:6443",
      caBundle: "Q0E=",
      dnsAddress: "10.100.0.10",
      ipFamily: "ipv4",
      kubernetesVersion: "1.32",
    },
    serviceCidr: "10.100.0.0/16",
    labels: kubeletLabels(claim, "on-demand", family),
    taints: kubeletTaints(claim),
    kubelet: kubeletSettings(sampleNodeClass().spec, 58, "10.100.0.10"),
    custom: undefined,
    raid0: false,
    imageVersion: undefined,
    ...overrides,
  };
}

const nodeadm = (overrides: Partial<UserDataInput> = {}) =>
  parseMime(renderUserData(familyOf(), inputOf(familyOf(), overrides)));

test("kubelets set no label of a domain that is Kubernetes' own", () => {
  expect(kubeletLabels(claim, "on-demand", familyOf())).toEqual({
    "karpenter.sh/capacity-type": "on-demand",
    "karpenter.sh/do-not-sync-taints": "true",
    "karpenter.sh/nodepool": "default",
    team: "a",
  });
});

test("a node of a custom image syncs its taints from the claim", () => {
  const custom = familyOf({ amiFamily: "Custom", amiSelectorTerms: [{ id: "ami-1" }] });
  expect(kubeletLabels(claim, "on-demand", custom)).not.toHaveProperty("karpenter.sh/do-not-sync-taints");
});

test("AL2023: nodeadm is told the cluster, the pods, the taints and the labels", () => {
  const [part, ...more] = nodeadm();
  expect(more).toEqual([]);
  expect(part?.contentType).toBe("application/node.eks.aws");
  expect(parseYaml(part?.body ?? "")).toEqual({
    apiVersion: "node.eks.aws/v1alpha1",
    kind: "NodeConfig",
    metadata: {},
    spec: {
      cluster: {
        apiServerEndpoint: "https://127.0.0.1:6443",
        certificateAuthority: "Q0E=",
        cidr: "10.100.0.0/16",
        name: "my-eks-cluster",
      },
      instance: { localStorage: {} },
      kubelet: {
        config: {
          clusterDNS: ["10.100.0.10"],
          maxPods: 58,
          registerWithTaints: [
            { effect: "NoSchedule", key: "dedicated", value: "gpu" },
            { effect: "NoExecute", key: "cni" },
            { effect: "NoExecute", key: "karpenter.sh/unregistered" },
          ],
        },
        flags: [
          "--node-labels=karpenter.sh/capacity-type=on-demand,karpenter.sh/do-not-sync-taints=true,karpenter.sh/nodepool=default,team=a",
        ],
      },
    },
  });
});

test("AL2023: Karpenter's NodeConfig comes last, so that it wins over the user's", () => {
  const parts = nodeadm({ custom: "apiVersion: node.eks.aws/v1alpha1\nkind: NodeConfig\nspec: {}\n" });
  expect(parts.map((part) => part.contentType)).toEqual(["application/node.eks.aws", "application/node.eks.aws"]);
  expect(parts.at(-1)?.body).toContain("my-eks-cluster");
});

test("AL2023: a script of the user's stays a script, MIME parts stay what they are", () => {
  const script = nodeadm({ custom: "#!/bin/bash\necho hello\n" });
  expect(script[0]).toMatchObject({ contentType: 'text/x-shellscript; charset="us-ascii"' });
  const mime = nodeadm({
    custom:
      'MIME-Version: 1.0\r\nContent-Type: multipart/mixed; boundary="XX"\r\n\r\n--XX\r\nContent-Type: text/cloud-config\r\n\r\n#cloud-config\r\n--XX--\r\n',
  });
  expect(mime.map((part) => part.contentType)).toEqual(["text/cloud-config", "application/node.eks.aws"]);
  expect(mime[0]?.body.trim()).toBe("#cloud-config");
});

test("AL2023: RAID0 is handed to nodeadm", () => {
  expect(nodeadm({ raid0: true })[0]?.body).toContain("strategy: RAID0");
});

test("a MIME document without its boundary is refused with its fault", () => {
  expect(() => nodeadm({ custom: "MIME-Version: 1.0\nContent-Type: multipart/mixed\n\nx" })).toThrow(
    expect.objectContaining({ code: "MIME_UNREADABLE" }),
  );
});

test("AL2: bootstrap.sh gets the kubelet's settings as flags", () => {
  const al2 = familyOf({ amiSelectorTerms: [{ alias: "al2@latest" }] });
  const parts = parseMime(renderUserData(al2, inputOf(al2, { raid0: true })));
  expect(parts).toHaveLength(1);
  expect(parts[0]?.body).toContain(
    "/etc/eks/bootstrap.sh 'my-eks-cluster' --apiserver-endpoint 'https://127.0.0.1:6443'",
  );
  for (const flag of [
    "--dns-cluster-ip '10.100.0.10'",
    "--use-max-pods false",
    "--max-pods=58",
    '--register-with-taints="dedicated=gpu:NoSchedule,cni=:NoExecute,karpenter.sh/unregistered=:NoExecute"',
    "--local-disks raid0",
  ])
    expect(parts[0]?.body).toContain(flag);
});

test("Bottlerocket: the user's settings stay, Karpenter's win", () => {
  const family = familyOf({ amiSelectorTerms: [{ alias: "bottlerocket@latest" }] });
  const custom =
    '[settings.host-containers.admin]\nenabled = true\n[settings.kubernetes]\n"cluster-name" = "other"\n"allowed-unsafe-sysctls" = ["net.core.somaxconn"]\n[settings.kubernetes.node-labels]\nmine = "yes"\n';
  const settings = parseToml(renderUserData(family, inputOf(family, { custom }))).settings;
  expect(settings).toMatchObject({
    "host-containers": { admin: { enabled: true } },
    kubernetes: {
      "cluster-name": "my-eks-cluster",
      "api-server": "https://127.0.0.1:6443",
      "max-pods": 58,
      "cluster-dns-ip": "10.100.0.10",
      "allowed-unsafe-sysctls": ["net.core.somaxconn"],
      "node-labels": { mine: "yes", "karpenter.sh/nodepool": "default" },
      "node-taints": { dedicated: ["gpu:NoSchedule"], "karpenter.sh/unregistered": [":NoExecute"] },
    },
  });
});

test("Bottlerocket: disks are bound folder by folder on releases that need it", () => {
  const family = familyOf({ amiSelectorTerms: [{ alias: "bottlerocket@latest" }] });
  const old = renderUserData(family, inputOf(family, { raid0: true, imageVersion: "v1.45.0" }));
  const recent = renderUserData(family, inputOf(family, { raid0: true, imageVersion: "v1.46.0" }));
  expect(old).toContain("/var/lib/containerd");
  expect(recent).not.toContain("/var/lib/containerd");
  expect(recent).toContain("000-mount-instance-storage");
});

test("Bottlerocket: TOML that cannot be read is refused with its fault", () => {
  const family = familyOf({ amiSelectorTerms: [{ alias: "bottlerocket@latest" }] });
  expect(() => renderUserData(family, inputOf(family, { custom: "not = = toml" }))).toThrow(
    expect.objectContaining({ code: "TOML_UNREADABLE" }),
  );
});

test("Custom: user data is left alone", () => {
  const custom = familyOf({ amiFamily: "Custom", amiSelectorTerms: [{ id: "ami-1" }] });
  expect(renderUserData(custom, inputOf(custom, { custom: "anything\r\n" }))).toBe("anything\r\n");
});

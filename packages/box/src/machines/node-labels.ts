import type { NodeAddress, StringMap } from "@inlay/resources";

/** What the cloud node controller and the kubelet know of the instance that a node is. */
export interface NodeFacts {
  readonly nodeName: string;
  readonly privateIp: string;
  readonly instanceType: string;
  readonly region: string;
  readonly zone: string;
  readonly zoneId: string;
  readonly architecture: "amd64" | "arm64";
}

/** Labels that every EKS node carries beside those of its user data. */
export function systemLabels(facts: NodeFacts): StringMap {
  return {
    "beta.kubernetes.io/arch": facts.architecture,
    "beta.kubernetes.io/instance-type": facts.instanceType,
    "beta.kubernetes.io/os": "linux",
    "failure-domain.beta.kubernetes.io/region": facts.region,
    "failure-domain.beta.kubernetes.io/zone": facts.zone,
    "k8s.io/cloud-provider-aws": "7e1a4f02a6d5f3ee8be0fd8fe0dd1fbb",
    "kubernetes.io/arch": facts.architecture,
    "kubernetes.io/hostname": facts.nodeName,
    "kubernetes.io/os": "linux",
    "node.kubernetes.io/instance-type": facts.instanceType,
    "topology.ebs.csi.aws.com/zone": facts.zone,
    "topology.k8s.aws/zone-id": facts.zoneId,
    "topology.kubernetes.io/region": facts.region,
    "topology.kubernetes.io/zone": facts.zone,
  };
}

export function nodeAddresses(facts: NodeFacts): readonly NodeAddress[] {
  return [
    { type: "InternalIP", address: facts.privateIp },
    { type: "InternalDNS", address: facts.nodeName },
    { type: "Hostname", address: facts.nodeName },
  ];
}

export function kernelVersion(architecture: "amd64" | "arm64"): string {
  return `6.1.150-174.273.amzn2023.${architecture === "arm64" ? "aarch64" : "x86_64"}`;
}

/** `status.nodeInfo` of an Amazon Linux 2023 node. @param version of its kubelet: `v1.32.9-eks-113cf36` */
export function nodeInfo(instanceId: string, architecture: "amd64" | "arm64", version: string): StringMap {
  // EC2 machine ids and system uuids start with ec2; the rest here comes from the instance id.
  const digits = instanceId.replace(/^i-/, "").padEnd(32, "0").slice(0, 32);
  const uuid = digits.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, "$1-$2-$3-$4-$5");
  return {
    architecture,
    bootID: uuid,
    containerRuntimeVersion: "containerd://2.1.4",
    kernelVersion: kernelVersion(architecture),
    kubeProxyVersion: version,
    kubeletVersion: version,
    machineID: `ec2${digits.slice(3)}`,
    operatingSystem: "linux",
    osImage: "Amazon Linux 2023.8.20250915",
    systemUUID: `ec2${uuid.slice(3)}`,
  };
}

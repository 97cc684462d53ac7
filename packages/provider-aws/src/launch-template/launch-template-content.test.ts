import { expect, test } from "vitest";
import type { EC2NodeClass } from "@inlay/resources";
import { amiFamilyOf } from "../images/ami-family.ts";
import { sampleNodeClass } from "../testing/samples.ts";
import { launchTemplateContent } from "./launch-template-content.ts";
import type { LaunchTemplateInput } from "./launch-template-content.ts";
import { launchTemplateName } from "./launch-templates.ts";
import { launchTags } from "./tags.ts";

function contentOf(spec: Partial<EC2NodeClass["spec"]> = {}, overrides: Partial<LaunchTemplateInput> = {}) {
  const nodeClass = sampleNodeClass(spec);
  return launchTemplateContent({
    nodeClass,
    family: amiFamilyOf(nodeClass.spec),
    cluster: {
      name: "my-eks-cluster",
      endpoint: "https://127.0.0.1:6443",
      caBundle: "Q0E=",
      dnsAddress: "10.100.0.10",
      ipFamily: "ipv4",
      kubernetesVersion: "1.32",
    },
    region: "us-east-1",
    imageId: "ami-amd64",
    instanceProfile: "my-eks-cluster_1",
    securityGroupIds: ["sg-1"],
    userData: "hello",
    capacityType: "on-demand",
    tenancy: "default",
    efaInterfaces: 0,
    tags: launchTags(nodeClass, "my-eks-cluster", "default"),
    ...overrides,
  });
}

test("a node has one interface with its security groups, an encrypted gp3 disk of 20 GiB and strict metadata", () => {
  const metadataOptions = { httpEndpoint: "enabled", httpPutResponseHopLimit: 1, httpTokens: "required" } as const;
  expect(contentOf({ metadataOptions })).toMatchObject({
    ImageId: "ami-amd64",
    UserData: Buffer.from("hello").toString("base64"),
    IamInstanceProfile: { Name: "my-eks-cluster_1" },
    NetworkInterfaces: [{ DeviceIndex: 0, Groups: ["sg-1"] }],
    BlockDeviceMappings: [{ DeviceName: "/dev/xvda", Ebs: { VolumeSize: 20, VolumeType: "gp3", Encrypted: true } }],
    MetadataOptions: { HttpTokens: "required", HttpPutResponseHopLimit: 1, InstanceMetadataTags: "disabled" },
    Placement: { Tenancy: "default" },
  });
  expect(contentOf()).not.toHaveProperty("SecurityGroupIds");
});

test("sizes of disks are rounded up to whole GiB", () => {
  const size = (volumeSize: string) =>
    contentOf({ blockDeviceMappings: [{ deviceName: "/dev/xvda", ebs: { volumeSize } }] }).BlockDeviceMappings?.[0]?.Ebs
      ?.VolumeSize;
  expect(size("100Gi")).toBe(100);
  expect(size("100G")).toBe(94);
  expect(size("1T")).toBe(932);
});

test("everything that is made along the way carries the cluster's tags; spot requests too", () => {
  const kinds = (capacityType: "on-demand" | "spot") =>
    contentOf({}, { capacityType }).TagSpecifications?.map(({ ResourceType }) => ResourceType);
  expect(kinds("on-demand")).toEqual(["network-interface"]);
  expect(kinds("spot")).toEqual(["network-interface", "spot-instances-request"]);
  expect(contentOf().TagSpecifications?.[0]?.Tags).toContainEqual({
    Key: "kubernetes.io/cluster/my-eks-cluster",
    Value: "owned",
  });
});

test("a claim that asks for EFA gets one interface per card", () => {
  const interfaces = contentOf({}, { efaInterfaces: 2 }).NetworkInterfaces;
  expect(interfaces).toMatchObject([
    { NetworkCardIndex: 0, DeviceIndex: 0, InterfaceType: "efa" },
    { NetworkCardIndex: 1, DeviceIndex: 1, InterfaceType: "efa" },
  ]);
});

test("on an IPv6 cluster the interface has an IPv6 address", () => {
  const nodeClass = sampleNodeClass();
  const cluster = {
    name: "c",
    endpoint: "",
    caBundle: "",
    dnsAddress: "fd00::a",
    ipFamily: "ipv6",
    kubernetesVersion: "1.32",
  } as const;
  expect(contentOf({}, { nodeClass, cluster }).NetworkInterfaces).toMatchObject([
    { PrimaryIpv6: true, Ipv6AddressCount: 1 },
  ]);
});

test("equal content has an equal name, and any difference another, also between false and unset", () => {
  const tags = { a: "b" };
  const name = (spec: Partial<EC2NodeClass["spec"]>) => launchTemplateName(contentOf(spec), tags);
  expect(name({})).toBe(name({}));
  expect(name({})).toMatch(/^karpenter\.k8s\.aws\/\d+$/);
  expect(name({})).not.toBe(name({ associatePublicIPAddress: false }));
  expect(name({ associatePublicIPAddress: true })).not.toBe(name({ associatePublicIPAddress: false }));
  expect(name({})).not.toBe(launchTemplateName(contentOf(), { a: "c" }));
});

import { expect, test } from "vitest";
import { sampleNodeClass } from "../testing/samples.ts";
import { aliasParameters, unsupportedAlias } from "./alias-parameters.ts";
import { aliasOf, amiFamilyOf } from "./ami-family.ts";
import { imageFor } from "./images.ts";

const alias = (text: string) => aliasOf(sampleNodeClass({ amiSelectorTerms: [{ alias: text }] }).spec)!;
const paths = (text: string, version = "1.32") => aliasParameters(alias(text), version).map(({ path }) => path);

test("a pinned AL2023 release is asked for by its full name; arm64 has no Neuron variant", () => {
  expect(paths("al2023@v20250920")).toEqual([
    "/aws/service/eks/optimized-ami/1.32/amazon-linux-2023/x86_64/standard/amazon-eks-node-al2023-x86_64-standard-1.32-v20250920/image_id",
    "/aws/service/eks/optimized-ami/1.32/amazon-linux-2023/x86_64/nvidia/amazon-eks-node-al2023-x86_64-nvidia-1.32-v20250920/image_id",
    "/aws/service/eks/optimized-ami/1.32/amazon-linux-2023/x86_64/neuron/amazon-eks-node-al2023-x86_64-neuron-1.32-v20250920/image_id",
    "/aws/service/eks/optimized-ami/1.32/amazon-linux-2023/arm64/standard/amazon-eks-node-al2023-arm64-standard-1.32-v20250920/image_id",
    "/aws/service/eks/optimized-ami/1.32/amazon-linux-2023/arm64/nvidia/amazon-eks-node-al2023-arm64-nvidia-1.32-v20250920/image_id",
  ]);
});

test.for([
  ["al2023@latest", "/aws/service/eks/optimized-ami/1.32/amazon-linux-2023/x86_64/standard/recommended/image_id"],
  ["al2@latest", "/aws/service/eks/optimized-ami/1.32/amazon-linux-2/recommended/image_id"],
  ["al2@v20250920", "/aws/service/eks/optimized-ami/1.32/amazon-linux-2/amazon-eks-node-1.32-v20250920/image_id"],
  ["bottlerocket@latest", "/aws/service/bottlerocket/aws-k8s-1.32/x86_64/latest/image_id"],
  ["bottlerocket@v1.46.0", "/aws/service/bottlerocket/aws-k8s-1.32-nvidia/arm64/1.46.0/image_id"],
  [
    "windows2022@latest",
    "/aws/service/ami-windows-latest/Windows_Server-2022-English-Core-EKS_Optimized-1.32/image_id",
  ],
] as const)("%s asks for %s", ([text, path]) => {
  expect(paths(text)).toContain(path);
});

test("AL2 ends with Kubernetes 1.32, Windows Server 2025 begins with 1.35", () => {
  expect(unsupportedAlias(alias("al2@latest"), "1.32")).toBeUndefined();
  expect(unsupportedAlias(alias("al2@latest"), "1.33")).toContain("al2023 or bottlerocket");
  expect(unsupportedAlias(alias("windows2025@latest"), "1.34")).toContain("1.35");
  expect(unsupportedAlias(alias("windows2025@latest"), "1.35")).toBeUndefined();
});

test("the family is the alias's unless it is set", () => {
  expect(amiFamilyOf(sampleNodeClass().spec).name).toBe("AL2023");
  expect(amiFamilyOf(sampleNodeClass({ amiFamily: "Custom" }).spec).name).toBe("Custom");
});

test("a machine gets the first image that fits it", () => {
  const images = sampleNodeClass().status!.amis!;
  expect(imageFor(images, new Map([["kubernetes.io/arch", ["arm64"]]]))?.id).toBe("ami-arm64");
  expect(imageFor(images, new Map([["kubernetes.io/arch", ["riscv64"]]]))).toBeUndefined();
});

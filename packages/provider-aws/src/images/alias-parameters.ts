import type { RequirementWithMinValues } from "@inlay/resources";
import { LABEL_OS, LABEL_WINDOWS_BUILD } from "@inlay/resources";
import { LABEL_INSTANCE_ACCELERATOR_COUNT, LABEL_INSTANCE_GPU_COUNT } from "../labels/aws-names.ts";
import type { Alias } from "./ami-family.ts";

/** For which instance types an image is, beside its architecture. */
export type ImageVariant = "standard" | "nvidia" | "neuron" | "windows";

/** An SSM parameter that names an image, and the variants that the image is good for. */
export interface AliasParameter {
  readonly path: string;
  readonly variants: readonly ImageVariant[];
  /** Only for Windows. */
  readonly windowsBuild?: string;
}

const WINDOWS_BUILDS = { Windows2019: "10.0.17763", Windows2022: "10.0.20348", Windows2025: "10.0.26100" } as const;

/**
 * SSM parameters behind an alias such as `al2023@v20250920` or `bottlerocket@latest`.
 * @param kubernetesVersion `1.32`.
 */
export function aliasParameters({ family, version }: Alias, kubernetesVersion: string): readonly AliasParameter[] {
  const eks = `/aws/service/eks/optimized-ami/${kubernetesVersion}`;
  const latest = version === "latest";
  switch (family) {
    case "AL2": {
      const image = (name: string, kind: string) =>
        `${eks}/${name}/${latest ? "recommended" : `amazon-eks-${kind}-${kubernetesVersion}-${version}`}/image_id`;
      return [
        { path: image("amazon-linux-2", "node"), variants: ["standard"] },
        { path: image("amazon-linux-2-arm64", "arm64-node"), variants: ["standard"] },
        { path: image("amazon-linux-2-gpu", "gpu-node"), variants: ["neuron", "nvidia"] },
      ];
    }
    case "AL2023":
      return (["x86_64", "arm64"] as const).flatMap((arch) =>
        (["standard", "nvidia", "neuron"] as const)
          .filter((variant) => !(arch === "arm64" && variant === "neuron"))
          .map((variant) => ({
            path: `${eks}/amazon-linux-2023/${arch}/${variant}/${
              latest ? "recommended" : `amazon-eks-node-al2023-${arch}-${variant}-${kubernetesVersion}-${version}`
            }/image_id`,
            variants: [variant],
          })),
      );
    case "Bottlerocket": {
      const release = latest ? "latest" : version.replace(/^v/, "");
      const image = (flavour: string, arch: string) =>
        `/aws/service/bottlerocket/aws-k8s-${kubernetesVersion}${flavour}/${arch}/${release}/image_id`;
      return [
        { path: image("", "x86_64"), variants: ["standard", "neuron"] },
        { path: image("", "arm64"), variants: ["standard"] },
        { path: image("-nvidia", "x86_64"), variants: ["nvidia"] },
        { path: image("-nvidia", "arm64"), variants: ["nvidia"] },
      ];
    }
    case "Windows2019":
    case "Windows2022":
    case "Windows2025": {
      const year = family.slice("Windows".length);
      return [
        {
          path: `/aws/service/ami-windows-latest/Windows_Server-${year}-English-Core-EKS_Optimized-${kubernetesVersion}/image_id`,
          variants: ["windows"],
          windowsBuild: WINDOWS_BUILDS[family],
        },
      ];
    }
    case "Custom":
      return [];
  }
}

/** Why an alias cannot be used with a version of Kubernetes, or undefined. */
export function unsupportedAlias({ family }: Alias, kubernetesVersion: string): string | undefined {
  const minor = Number(kubernetesVersion.split(".")[1] ?? 0);
  if (family === "AL2" && minor >= 33)
    return `AL2 images are not published for Kubernetes ${kubernetesVersion}: use an al2023 or bottlerocket alias`;
  if (family === "Windows2025" && minor < 35)
    return `Windows Server 2025 images are published from Kubernetes 1.35 on, the cluster runs ${kubernetesVersion}`;
  return undefined;
}

/** What an instance type must be like for a variant. */
export function variantRequirements(variant: ImageVariant, windowsBuild?: string): readonly RequirementWithMinValues[] {
  switch (variant) {
    case "standard":
      return [
        { key: LABEL_INSTANCE_ACCELERATOR_COUNT, operator: "DoesNotExist" },
        { key: LABEL_INSTANCE_GPU_COUNT, operator: "DoesNotExist" },
      ];
    case "nvidia":
      return [{ key: LABEL_INSTANCE_GPU_COUNT, operator: "Exists" }];
    case "neuron":
      return [{ key: LABEL_INSTANCE_ACCELERATOR_COUNT, operator: "Exists" }];
    case "windows":
      return [
        { key: LABEL_OS, operator: "In", values: ["windows"] },
        { key: LABEL_WINDOWS_BUILD, operator: "In", values: [windowsBuild ?? ""] },
      ];
  }
}

import { createHash } from "node:crypto";
import { AwsError } from "../service/aws-error.ts";
import type { OperationTable } from "../service/operation.ts";
import { pageOf } from "../service/paging.ts";
import { type Filter, matchesFilters } from "./filters.ts";

export interface Image {
  readonly id: string;
  readonly name: string;
  readonly architecture: "x86_64" | "arm64";
  readonly creationDate: string;
  /** Public parameters that name it; `recommended` and `latest` only on the newest release. */
  readonly ssmParameters: readonly string[];
  readonly rootDeviceName: string;
  readonly rootVolumeGiB: number;
  /** Where pods' data goes, if it is not the root volume; 20 GiB unless a mapping says otherwise. */
  readonly dataDeviceName?: string;
  readonly description: string;
}

/** Releases of the EKS-optimized AMIs, oldest first. Dates are those in their names; which exist is a choice of this simulation. */
const RELEASES = ["20250403", "20250704", "20250920", "20251016", "20251120", "20260312", "20260709", "20261105"];
const BOTTLEROCKET_RELEASES = ["1.46.0", "1.49.0", "1.52.0"];
const KUBERNETES_VERSIONS = ["1.31", "1.32", "1.33"];
/** AL2 is not built for 1.33 and later. */
const AL2_VERSIONS = ["1.31", "1.32"];
const AMAZON = "602401143452";

/** The EKS-optimized images that AWS publishes: the same at first on every run, and more as releases come. */
export class ImageCatalogue {
  readonly #releases = [...RELEASES];
  readonly #bottlerocketReleases = [...BOTTLEROCKET_RELEASES];
  #images: readonly Image[] | undefined;

  all(): readonly Image[] {
    this.#images ??= [...al2023(this.#releases), ...al2(), ...bottlerocket(this.#bottlerocketReleases)];
    return this.#images;
  }

  /** @throws AwsError InvalidAMIID.NotFound or InvalidAMIID.Malformed */
  require(imageId: string): Image {
    const found = this.all().find((each) => each.id === imageId);
    if (found) return found;
    if (!/^ami-[0-9a-f]+$/.test(imageId))
      throw new AwsError("InvalidAMIID.Malformed", `Invalid id: "${imageId}" (expecting "ami-...")`);
    throw new AwsError("InvalidAMIID.NotFound", `The image id '[${imageId}]' does not exist`);
  }

  /** What a new release is later than. */
  latest(kind: "al2023" | "bottlerocket"): string {
    return (kind === "al2023" ? this.#releases : this.#bottlerocketReleases).at(-1)!;
  }

  /** A new release, `20261201` of Amazon Linux 2023 or `1.53.0` of Bottlerocket: it is the recommended one from now on. */
  publish(release: string): void {
    (release.includes(".") ? this.#bottlerocketReleases : this.#releases).push(release);
    this.#images = undefined;
  }

  save(): unknown {
    return {
      al2023: this.#releases.slice(RELEASES.length),
      bottlerocket: this.#bottlerocketReleases.slice(BOTTLEROCKET_RELEASES.length),
    };
  }

  restore(saved: unknown): void {
    const { al2023: dated, bottlerocket: numbered } = saved as Record<"al2023" | "bottlerocket", readonly string[]>;
    for (const release of [...dated, ...numbered]) this.publish(release);
  }
}

/** Ids are made from names, so that they stay the same as releases are added. */
function imageId(name: string): string {
  return `ami-0${createHash("sha256").update(name).digest("hex").slice(0, 16)}`;
}

function releaseDate(release: string): string {
  return `${release.slice(0, 4)}-${release.slice(4, 6)}-${release.slice(6, 8)}T00:00:00.000Z`;
}

function al2023(releases: readonly string[]): Image[] {
  return KUBERNETES_VERSIONS.flatMap((version) =>
    (["x86_64", "arm64"] as const).flatMap((architecture) =>
      ["standard", "nvidia", ...(architecture === "x86_64" ? ["neuron"] : [])].flatMap((variant) =>
        releases.map((release, index): Image => {
          const name = `amazon-eks-node-al2023-${architecture}-${variant}-${version}-v${release}`;
          const base = `/aws/service/eks/optimized-ami/${version}/amazon-linux-2023/${architecture}/${variant}`;
          return {
            id: imageId(name),
            name,
            architecture,
            creationDate: releaseDate(release),
            ssmParameters: [
              `${base}/${name}/image_id`,
              ...(index === releases.length - 1 ? [`${base}/recommended/image_id`] : []),
            ],
            rootDeviceName: "/dev/xvda",
            rootVolumeGiB: 20,
            description: `EKS-optimized Kubernetes node based on Amazon Linux 2023, (k8s: ${version})`,
          };
        }),
      ),
    ),
  );
}

function al2(): Image[] {
  const variants = [
    ["amazon-linux-2", "amazon-eks-node", "x86_64"],
    ["amazon-linux-2-arm64", "amazon-eks-arm64-node", "arm64"],
    ["amazon-linux-2-gpu", "amazon-eks-gpu-node", "x86_64"],
  ] as const;
  return AL2_VERSIONS.flatMap((version) =>
    variants.flatMap(([folder, prefix, architecture]) =>
      RELEASES.slice(0, 5).map((release, index, releases): Image => {
        const name = `${prefix}-${version}-v${release}`;
        const base = `/aws/service/eks/optimized-ami/${version}/${folder}`;
        return {
          id: imageId(name),
          name,
          architecture,
          creationDate: releaseDate(release),
          ssmParameters: [
            `${base}/${name}/image_id`,
            ...(index === releases.length - 1 ? [`${base}/recommended/image_id`] : []),
          ],
          rootDeviceName: "/dev/xvda",
          rootVolumeGiB: 20,
          description: `EKS Kubernetes Worker AMI with AmazonLinux2 image, (k8s: ${version})`,
        };
      }),
    ),
  );
}

function bottlerocket(releases: readonly string[]): Image[] {
  return KUBERNETES_VERSIONS.flatMap((version) =>
    (["x86_64", "arm64"] as const).flatMap((architecture) =>
      ["", "-nvidia"].flatMap((variant) =>
        releases.map((release, index): Image => {
          const name = `bottlerocket-aws-k8s-${version}${variant}-${architecture}-v${release}`;
          const base = `/aws/service/bottlerocket/aws-k8s-${version}${variant}/${architecture}`;
          return {
            id: imageId(name),
            name,
            architecture,
            creationDate: new Date(Date.UTC(2025, 8 + index, 15)).toISOString(),
            ssmParameters: [
              `${base}/${release}/image_id`,
              ...(index === releases.length - 1 ? [`${base}/latest/image_id`] : []),
            ],
            rootDeviceName: "/dev/xvda",
            rootVolumeGiB: 4,
            dataDeviceName: "/dev/xvdb",
            description: `bottlerocket-aws-k8s-${version}${variant}`,
          };
        }),
      ),
    ),
  );
}

export const imageOperations = (images: ImageCatalogue): OperationTable => ({
  DescribeImages: (input) => {
    const ids = input.ImageIds as readonly string[] | undefined;
    for (const id of ids ?? []) images.require(id);
    const owners = input.Owners as readonly string[] | undefined;
    const owned = !owners || owners.some((owner) => owner === "amazon" || owner === AMAZON);
    const found = images.all().filter((each) => {
      const fields = {
        "image-id": each.id,
        name: each.name,
        architecture: each.architecture,
        state: "available",
        "owner-id": AMAZON,
        "owner-alias": "amazon",
        "root-device-type": "ebs",
        "virtualization-type": "hvm",
        "is-public": true,
        description: each.description,
      };
      return (
        owned &&
        (!ids || ids.includes(each.id)) &&
        matchesFilters(input.Filters as readonly Filter[], fields, new Map())
      );
    });
    const { page, nextToken } = pageOf(
      found,
      input.MaxResults as number | undefined,
      input.NextToken as string | undefined,
    );
    return { Images: page.map(describeImage), NextToken: nextToken };
  },
});

/** AWS deprecates its public images two years after their release. */
function deprecationTime(creationDate: string): string {
  return `${Number(creationDate.slice(0, 4)) + 2}${creationDate.slice(4)}`;
}

function describeImage(each: Image) {
  return {
    ImageId: each.id,
    Name: each.name,
    Description: each.description,
    Architecture: each.architecture,
    CreationDate: each.creationDate,
    DeprecationTime: deprecationTime(each.creationDate),
    State: "available",
    OwnerId: AMAZON,
    ImageOwnerAlias: "amazon",
    Public: true,
    ImageType: "machine",
    ImageLocation: `amazon/${each.name}`,
    PlatformDetails: "Linux/UNIX",
    UsageOperation: "RunInstances",
    RootDeviceName: each.rootDeviceName,
    RootDeviceType: "ebs",
    VirtualizationType: "hvm",
    Hypervisor: "xen",
    EnaSupport: true,
    BlockDeviceMappings: [
      {
        DeviceName: each.rootDeviceName,
        Ebs: { VolumeSize: each.rootVolumeGiB, VolumeType: "gp3", DeleteOnTermination: true },
      },
    ],
    Tags: [],
  };
}

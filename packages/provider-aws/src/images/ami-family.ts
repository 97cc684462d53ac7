import type { BlockDeviceMapping, EC2NodeClass } from "@inlay/resources";

export type AmiFamilyName = NonNullable<EC2NodeClass["spec"]["amiFamily"]>;

/** What follows from the family of an image: format of the user data, default disks, how pods and memory are counted. */
export interface AmiFamily {
  readonly name: AmiFamilyName;
  readonly userData: "bootstrap-script" | "nodeadm" | "bottlerocket" | "powershell" | "verbatim";
  readonly defaultDisks: readonly BlockDeviceMapping[];
  /** The disk that pods' ephemeral storage is on. */
  readonly ephemeralDevice: string | undefined;
  /** Whether pods get addresses of the machine's network interfaces, which limits their number; otherwise it is 110. */
  readonly eniPodDensity: boolean;
  /** Whether the memory that is kept for Kubernetes follows the interfaces' pods (or the number that is allowed in effect). */
  readonly reservesByEniPods: boolean;
  readonly supportsPodsPerCore: boolean;
  /** Whether the node's taints are its kubelet's business (label `karpenter.sh/do-not-sync-taints`). */
  readonly registersTaints: boolean;
  readonly windowsBuild: string | undefined;
}

const disk = (deviceName: string, volumeSize: string): BlockDeviceMapping => ({
  deviceName,
  ebs: { volumeSize, volumeType: "gp3", encrypted: true, deleteOnTermination: true },
});

const linux = {
  ephemeralDevice: "/dev/xvda",
  defaultDisks: [disk("/dev/xvda", "20Gi")],
  eniPodDensity: true,
  reservesByEniPods: true,
  supportsPodsPerCore: true,
  registersTaints: true,
  windowsBuild: undefined,
};

const windows = (name: AmiFamilyName, windowsBuild: string): AmiFamily => ({
  ...linux,
  name,
  userData: "powershell",
  defaultDisks: [disk("/dev/sda1", "50Gi")],
  ephemeralDevice: "/dev/sda1",
  eniPodDensity: false,
  reservesByEniPods: false,
  windowsBuild,
});

const FAMILIES: Readonly<Record<AmiFamilyName, AmiFamily>> = {
  AL2: { ...linux, name: "AL2", userData: "bootstrap-script" },
  AL2023: { ...linux, name: "AL2023", userData: "nodeadm" },
  Bottlerocket: {
    ...linux,
    name: "Bottlerocket",
    userData: "bottlerocket",
    defaultDisks: [disk("/dev/xvda", "4Gi"), disk("/dev/xvdb", "20Gi")],
    ephemeralDevice: "/dev/xvdb",
    reservesByEniPods: false,
    supportsPodsPerCore: false,
  },
  Windows2019: windows("Windows2019", "10.0.17763"),
  Windows2022: windows("Windows2022", "10.0.20348"),
  Windows2025: windows("Windows2025", "10.0.26100"),
  Custom: {
    ...linux,
    name: "Custom",
    userData: "verbatim",
    defaultDisks: [],
    ephemeralDevice: undefined,
    registersTaints: false,
  },
};

const BY_ALIAS: Readonly<Record<string, AmiFamilyName>> = {
  al2: "AL2",
  al2023: "AL2023",
  bottlerocket: "Bottlerocket",
  windows2019: "Windows2019",
  windows2022: "Windows2022",
  windows2025: "Windows2025",
};

/** `al2023@v20250920` as family and version. */
export interface Alias {
  readonly family: AmiFamilyName;
  readonly version: string;
}

export function aliasOf(spec: EC2NodeClass["spec"]): Alias | undefined {
  const alias = spec.amiSelectorTerms.find((term) => term.alias)?.alias;
  const [name = "", version = ""] = alias?.split("@") ?? [];
  const family = BY_ALIAS[name.toLowerCase()];
  return family ? { family, version } : undefined;
}

/** The family that is set, else the alias's. The CRD requires one of them. */
export function amiFamilyOf(spec: EC2NodeClass["spec"]): AmiFamily {
  return FAMILIES[spec.amiFamily ?? aliasOf(spec)?.family ?? "Custom"];
}

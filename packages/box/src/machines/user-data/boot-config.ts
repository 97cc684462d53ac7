import type { StringMap, Taint } from "@inlay/resources";

/** What a machine's user data tells its kubelet. */
export interface BootConfig {
  readonly clusterName: string;
  readonly apiServerEndpoint: string;
  /** Base64 of the CA bundle. */
  readonly certificateAuthority: string;
  readonly labels: StringMap;
  readonly taints: readonly Taint[];
  /** Absent: what the network interfaces allow. */
  readonly maxPods?: number;
  readonly podsPerCore?: number;
  readonly kubeReserved: StringMap;
  readonly systemReserved: StringMap;
  readonly evictionHard: StringMap;
  /** Whether the instance's own disks hold pods' data. */
  readonly instanceStore: boolean;
}

/** User data that no kubelet can start from. The message is what the machine's console shows. */
export class UserDataRefused extends Error {
  readonly code = "USER_DATA_REFUSED";
}

import type { KubeObject } from "../meta/object-meta.ts";

export interface Lease extends KubeObject {
  readonly kind: "Lease";
  readonly spec?: {
    readonly holderIdentity?: string;
    readonly leaseDurationSeconds?: number;
    /** RFC 3339 with microseconds. */
    readonly acquireTime?: string;
    readonly renewTime?: string;
    readonly leaseTransitions?: number;
  };
}

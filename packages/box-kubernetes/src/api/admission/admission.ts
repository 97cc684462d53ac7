import type { KubeObject } from "@inlay/resources";
import type { User } from "../../auth/user.ts";
import type { Mutable, ResourceDefinition } from "../../schema/resource-definition.ts";
import type { Machinery } from "../machinery.ts";

/** A write on its way in. */
export interface AdmissionRequest {
  readonly operation: "CREATE" | "UPDATE" | "DELETE" | "CONNECT";
  readonly definition: ResourceDefinition;
  readonly subresource: string;
  readonly namespace: string;
  /** `""` on a create with generateName. */
  readonly name: string;
  readonly user: User;
  readonly dryRun: boolean;
  /** Collects `Warning` headers. */
  readonly warnings: string[];
  /** The new state; a plugin may change it in `mutate`. Absent on DELETE. */
  readonly object?: Mutable;
  readonly old?: KubeObject;
}

/**
 * One concern of admission. `mutate` runs before the strategy and validation, `validate` after them. Both refuse by throwing an
 * ApiError; what is not theirs they let pass.
 */
export interface AdmissionPlugin {
  /** As upstream names it. */
  readonly name: string;
  readonly mutate?: (request: AdmissionRequest, machinery: Machinery) => void | Promise<void>;
  readonly validate?: (request: AdmissionRequest, machinery: Machinery) => void | Promise<void>;
}

export async function mutate(machinery: Machinery, request: AdmissionRequest): Promise<void> {
  for (const plugin of machinery.admission) {
    const pending = plugin.mutate?.(request, machinery);
    if (pending) await pending;
  }
}

export async function validate(machinery: Machinery, request: AdmissionRequest): Promise<void> {
  for (const plugin of machinery.admission) {
    const pending = plugin.validate?.(request, machinery);
    if (pending) await pending;
  }
}

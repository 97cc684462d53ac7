import type { Clock, Random } from "@inlay/resources";
import type { Authorizer } from "../auth/authorization/authorizer.ts";
import type { ServiceAccountTokens } from "../auth/tokens/service-account-tokens.ts";
import type { User } from "../auth/user.ts";
import type { ObjectStore } from "../store/object-store.ts";
import type { AdmissionPlugin } from "./admission/admission.ts";
import type { ResourceRegistry } from "./resource-registry.ts";

/** What every operation of the API works on. */
export interface Machinery {
  readonly store: ObjectStore;
  readonly registry: ResourceRegistry;
  readonly admission: readonly AdmissionPlugin[];
  readonly authorizer: Authorizer;
  readonly tokens: ServiceAccountTokens;
  readonly clock: Clock;
  readonly random: Random;
}

/** Who writes, and how. */
export interface WriteContext {
  readonly user: User;
  /** Everything but the effect. */
  readonly dryRun: boolean;
  /** For managedFields. */
  readonly fieldManager: string;
  /** Collects the `Warning` headers of the answer. */
  readonly warnings: string[];
}

import { signInRoutes } from "../access/sign-in.ts";
import { auditRoutes } from "../audits/audit-routes.ts";
import { cloudAccountRoutes } from "../cloud-accounts/cloud-account-routes.ts";
import { cloudConfigRoutes } from "../cloud-configs/cloud-config-routes.ts";
import { eventRoutes } from "../cluster-events/event-routes.ts";
import { profileFiles } from "../cluster-profiles/profile-files.ts";
import { profileLists } from "../cluster-profiles/profile-lists.ts";
import { profileRoutes } from "../cluster-profiles/profile-routes.ts";
import { profileVariableRoutes } from "../cluster-profiles/profile-variable-routes.ts";
import { clusterLists } from "../clusters/cluster-lists.ts";
import { clusterRoutes } from "../clusters/cluster-routes.ts";
import { profileChangeRoutes } from "../clusters/profile-change-routes.ts";
import { macroRoutes } from "../macros/macro-routes.ts";
import { packRoutes } from "../packs/pack-routes.ts";
import { projectRoutes } from "../projects/project-routes.ts";
import { registryRoutes } from "../registries/registry-routes.ts";
import { apiKeyRoutes } from "../users/api-key-routes.ts";
import { roleRoutes } from "../users/role-routes.ts";
import { userRoutes } from "../users/user-routes.ts";
import { streamRoutes } from "../stream/stream-routes.ts";
import { workloadRoutes } from "../workloads/workload-routes.ts";
import type { Route } from "./route.ts";

/** Every route of the server, each with the permission that it needs. */
export const routes: readonly Route[] = [
  ...signInRoutes,
  ...projectRoutes,
  ...profileLists,
  ...profileRoutes,
  ...profileVariableRoutes,
  ...profileFiles,
  ...clusterLists,
  ...clusterRoutes,
  ...profileChangeRoutes,
  ...cloudConfigRoutes,
  ...eventRoutes,
  ...workloadRoutes,
  ...macroRoutes,
  ...packRoutes,
  ...registryRoutes,
  ...cloudAccountRoutes,
  ...userRoutes,
  ...roleRoutes,
  ...apiKeyRoutes,
  ...auditRoutes,
  ...streamRoutes,
];

import { createRootRoute, createRoute, createRouter, lazyRouteComponent, Navigate } from "@tanstack/react-router";
import { Shell } from "./shell/shell.tsx";
import { Failure } from "./parts/page.tsx";

const root = createRootRoute({
  component: Shell,
  errorComponent: ({ error }) => <Failure error={error} />,
  notFoundComponent: () => <Failure error={new Error("There is no such page.")} />,
});
const route = <Path extends string>(path: Path, load: () => Promise<Record<string, unknown>>, name: string) =>
  createRoute({
    getParentRoute: () => root,
    path,
    component: lazyRouteComponent(load as () => Promise<Record<string, () => React.ReactNode>>, name),
  });

const routes = [
  createRoute({ getParentRoute: () => root, path: "/", component: () => <Navigate to="/profiles" replace /> }),
  route("/profiles", () => import("./profiles/profile-list.tsx"), "ProfileList"),
  route("/profiles/new", () => import("./profiles/profile-wizard.tsx"), "ProfileWizard"),
  route("/profiles/$uid", () => import("./profiles/profile-page.tsx"), "ProfilePage"),
  route("/clusters", () => import("./clusters/cluster-list.tsx"), "ClusterList"),
  route("/clusters/$uid", () => import("./clusters/cluster-page.tsx"), "ClusterPage"),
  route("/clusters/$uid/$tab", () => import("./clusters/cluster-page.tsx"), "ClusterPage"),
  route("/users", () => import("./access/users.tsx"), "Users"),
  route("/roles", () => import("./access/roles.tsx"), "Roles"),
  route("/api-keys", () => import("./access/api-keys.tsx"), "ApiKeys"),
  route("/macros", () => import("./access/macros.tsx"), "Macros"),
  route("/audit", () => import("./access/audit.tsx"), "AuditLog"),
];

export const router = createRouter({ routeTree: root.addChildren(routes), defaultPreload: "intent" });

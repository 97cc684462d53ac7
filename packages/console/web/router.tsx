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
];

export const router = createRouter({ routeTree: root.addChildren(routes), defaultPreload: "intent" });

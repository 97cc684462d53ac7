import { expect, test } from "vitest";
import { permissionsOf, PROJECT_ROLE_NAMES } from "./roles.ts";

test("the two editor roles are enough for the reference page: create, update and publish profiles, update clusters", () => {
  const allowed = permissionsOf(["Cluster Profile Editor", "Cluster Editor"]);
  for (const permission of ["clusterProfile.create", "clusterProfile.publish", "cluster.update"] as const)
    expect(allowed).toContain(permission);
  expect(allowed).not.toContain("cluster.delete");
  expect(allowed).not.toContain("clusterProfile.delete");
});

test("viewers only get and list", () => {
  const allowed = permissionsOf(PROJECT_ROLE_NAMES.filter((name) => name.endsWith("Viewer")));
  expect([...allowed].filter((permission) => !/\.(get|list)$/.test(permission))).toEqual([]);
  expect(allowed).toContain("cluster.get");
});

test("a role that is not built in allows nothing, even when it is named like a property of every object", () => {
  expect(permissionsOf(["toString", "constructor", "Nobody"]).size).toBe(0);
});

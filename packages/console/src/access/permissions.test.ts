import { expect, test } from "vitest";
import { inDays, permissionTable, withProjectRoles } from "./permissions.ts";

test("permissions are told by resource", () => {
  expect(permissionTable(["cluster.list", "audit.get", "cluster.get"])).toEqual([
    { resource: "audit", operations: ["get"] },
    { resource: "cluster", operations: ["get", "list"] },
  ]);
});
test("changing roles in one project leaves the others", () => {
  const all = [
    { projectUid: "a", roles: ["x"] },
    { projectUid: "b", roles: ["y"] },
  ];
  expect(withProjectRoles(all, "a", ["z"])).toEqual([
    { projectUid: "b", roles: ["y"] },
    { projectUid: "a", roles: ["z"] },
  ]);
  expect(withProjectRoles(all, "a", [])).toEqual([{ projectUid: "b", roles: ["y"] }]);
});
test("a key's end is counted from now", () => {
  expect(inDays(1, Date.parse("2025-10-08T00:00:00Z"))).toBe("2025-10-09T00:00:00.000Z");
});

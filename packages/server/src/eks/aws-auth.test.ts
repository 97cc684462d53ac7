import { expect, test } from "vitest";
import { parse } from "yaml";
import { MappingUnreadable, mergeMapping, type Mapping } from "./aws-auth.ts";

const role = (name: string, groups: readonly string[] = ["system:nodes"]) => ({
  rolearn: `arn:aws:iam::1:role/${name}`,
  username: "system:node:{{EC2PrivateDNSName}}",
  groups,
});
const mapping = (...mapRoles: Mapping["mapRoles"]): Mapping => ({ mapRoles, mapUsers: [] });
const text = (...entries: readonly object[]) => ({ mapRoles: JSON.stringify(entries) });
const roles = (data: Readonly<Record<string, string>> | undefined) => parse(data?.["mapRoles"] ?? "null") as unknown;

test("entries of others stay where they are, ours are added behind them", () => {
  const data = mergeMapping(text(role("theirs")), mapping(), mapping(role("ours")));
  expect(roles(data)).toEqual([role("theirs"), role("ours")]);
});

test("what is mapped so already is not written again, however its fields are ordered", () => {
  const { rolearn, username, groups } = role("ours");
  expect(mergeMapping(text({ groups, username, rolearn }), mapping(), mapping(role("ours")))).toBeUndefined();
  expect(mergeMapping({}, mapping(), mapping())).toBeUndefined();
});

test("an entry of ours that is not wanted any more goes; one with other groups is changed in its place", () => {
  const data = text(role("gone"), role("theirs"), role("ours"));
  const changed = mergeMapping(data, mapping(role("gone"), role("ours")), mapping(role("ours", ["view"])));
  expect(roles(changed)).toEqual([role("theirs"), role("ours", ["view"])]);
});

test.each(["[", "text", "a: b"])("a map that cannot be read is not written over: %j", (mapRoles) => {
  expect(() => mergeMapping({ mapRoles }, mapping(), mapping(role("ours")))).toThrow(MappingUnreadable);
});

import { expect, test } from "vitest";
import type { ConfigMap } from "@inlay/resources";
import { clusterAccessMap } from "../seed/cluster-access-map.ts";
import { mappedUser } from "./cluster-access.ts";
import { presignedUrlOf } from "./eks-token.ts";

const NODE_ROLE = "arn:aws:iam::123456789012:role/my-eks-cluster-nodeRole";
const ADMIN = "arn:aws:iam::123456789012:user/admin";
const awsAuth = (data: Record<string, string>) => ({ data }) as unknown as ConfigMap;
const seeded = clusterAccessMap(NODE_ROLE).object as unknown as ConfigMap;

test("who made the cluster administers it", () => {
  expect(mappedUser(ADMIN, [ADMIN], undefined)).toMatchObject({
    name: "kubernetes-admin",
    groups: ["system:masters", "system:authenticated"],
  });
});

test("a machine with the node role is its node", () => {
  const arn = "arn:aws:sts::123456789012:assumed-role/my-eks-cluster-nodeRole/i-0abc";
  expect(mappedUser(arn, [ADMIN], seeded, "ip-10-0-0-1.ec2.internal")).toMatchObject({
    name: "system:node:ip-10-0-0-1.ec2.internal",
    groups: ["system:bootstrappers", "system:nodes", "system:authenticated"],
  });
});

test("a role that is mapped nowhere is nobody", () => {
  expect(mappedUser("arn:aws:iam::123456789012:role/other", [ADMIN], seeded)).toBeUndefined();
  expect(mappedUser(NODE_ROLE, [ADMIN], undefined)).toBeUndefined();
});

test("a role's path does not count, its session can be part of the name", () => {
  const map = awsAuth({
    mapRoles: `[{rolearn: "arn:aws:iam::1:role/ops", username: "ops:{{SessionName}}", groups: [view]}]`,
  });
  expect(mappedUser("arn:aws:sts::1:assumed-role/ops/jo@example.org", [], map)?.name).toBe("ops:jo-example.org");
  expect(mappedUser("arn:aws:iam::1:role/teams/ops", [], map)?.groups).toEqual(["view", "system:authenticated"]);
});

test.each(["[", "text", "- 1", "- {rolearn: 1}", ""])("a map that cannot be read maps nobody: %j", (mapRoles) => {
  expect(mappedUser(NODE_ROLE, [], awsAuth({ mapRoles }))).toBeUndefined();
});

test("a token of aws eks get-token holds a URL, others do not", () => {
  const url = "https://sts.us-east-1.amazonaws.com/?Action=GetCallerIdentity";
  expect(presignedUrlOf(`k8s-aws-v1.${Buffer.from(url).toString("base64url")}`)).toBe(url);
  expect(presignedUrlOf("eyJhbGciOiJSUzI1NiJ9.e30.x")).toBeUndefined();
});

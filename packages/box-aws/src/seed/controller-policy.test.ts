import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { controllerPolicy } from "./controller-policy.ts";

test("the controller's policy is the reference page's example, word for word", () => {
  const printed: unknown = JSON.parse(readFileSync(join(import.meta.dirname, "reference-page-policy.json"), "utf8"));
  const policy = controllerPolicy({
    accountId: "123456789012",
    region: "us-east-1",
    clusterName: "my-eks-cluster",
    nodeRoleArn: "arn:aws:iam::123456789012:role/my-eks-cluster-nodeRole",
  });
  expect(JSON.parse(policy)).toEqual(printed);
});

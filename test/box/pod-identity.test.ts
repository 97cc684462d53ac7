/** EKS Pod Identity: with an association the chart's default values give the controller its role; no annotation, no identity provider. */
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { startBareBox, type BareBox } from "../support/bare-box.ts";
import { until } from "../support/wait.ts";
import { EXAMPLE_POLICY, serviceTrust } from "./page-policy.ts";

const CLUSTER = "my-eks-cluster";
const ROLE = "controller-by-pod-identity";
const CHART = join(import.meta.dirname, "../../charts/karpenter");

let box: BareBox;
beforeAll(async () => {
  box = await startBareBox();
});
afterAll(() => box?.stop());

const aws = (...args: readonly string[]) => box.ok("aws", args);
const kubectl = (line: string) => box.ok("kubectl", line.split(" "));
const credentials = async (token: string) =>
  box.aws(["eks-auth", "assume-role-for-pod-identity", "--cluster-name", CLUSTER, "--token", token]);

test("a service account without an association gets no credentials", async () => {
  const token = (await kubectl("create token default --audience pods.eks.amazonaws.com")).trim();
  expect((await credentials(token)).stderr).toContain("(ResourceNotFoundException)");
  const other = (await kubectl("create token default")).trim();
  expect((await credentials(other)).stderr).toContain("(InvalidTokenException)");
});

test("with an association the chart's default values are enough", async () => {
  const document = ["--policy-name", "controller", "--policy-document", EXAMPLE_POLICY];
  await aws(
    "iam",
    "create-role",
    "--role-name",
    ROLE,
    "--assume-role-policy-document",
    serviceTrust("pods.eks.amazonaws.com", ["sts:AssumeRole", "sts:TagSession"]),
  );
  await aws("iam", "put-role-policy", "--role-name", ROLE, ...document);
  await aws(
    "eks",
    "create-pod-identity-association",
    "--cluster-name",
    CLUSTER,
    "--namespace",
    "karpenter",
    "--service-account",
    "karpenter",
    "--role-arn",
    `arn:aws:iam::123456789012:role/${ROLE}`,
  );
  await box.ok("helm", [
    "install",
    "karpenter",
    CHART,
    "--namespace",
    "karpenter",
    "--create-namespace",
    "--set",
    `settings.clusterName=${CLUSTER}`,
    "--set",
    "replicas=1",
  ]);
  await kubectl("rollout status deployment/karpenter -n karpenter --timeout=60s");
  const calls = await until("the controller to call EC2 as its role", async () => {
    const { items } = await box.control<{ items: { operation: string; principalArn: string }[] }>("GET", "ledger");
    const own = items.filter(({ principalArn }) => principalArn.includes(`:assumed-role/${ROLE}/eks-${CLUSTER}-`));
    return own.length > 0 && own.map(({ operation }) => operation);
  });
  expect(calls).toContain("DescribeInstanceTypes");
  const pods = await kubectl("get pods -n karpenter -o yaml");
  expect(pods).toContain("http://169.254.170.23/v1/credentials");
  expect(pods).not.toContain("AWS_ROLE_ARN");
  expect(box.troubles).toEqual([]);
});

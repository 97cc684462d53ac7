import { readFileSync } from "node:fs";
import { EXAMPLE_POLICY } from "../../box/page-policy.ts";
import { startBareBox, type BareBox } from "../../support/bare-box.ts";
import { until } from "../../support/wait.ts";
import { startConsole, type ConsoleStack } from "./console-stack.ts";

export const CLUSTER = "my-eks-cluster";
const PROFILE = {
  name: "eks-infra",
  version: "1.0.0",
  packs: [
    { name: "amazon-linux-eks", layer: "os" },
    { name: "kubernetes-eks", layer: "k8s" },
    { name: "cni-aws-vpc-eks", layer: "cni" },
    { name: "csi-aws-ebs", layer: "csi" },
  ],
} as const;

/** The reference page's cluster in a box, managed by a server whose console is open. */
export type ManagedBox = { readonly box: BareBox; readonly console: ConsoleStack; readonly stop: () => Promise<void> };

export async function startManagedBox(): Promise<ManagedBox> {
  const box = await startBareBox();
  const credentials = readFileSync(box.env["AWS_SHARED_CREDENTIALS_FILE"] ?? "", "utf8");
  const valueOf = (name: string) => new RegExp(`^${name} *= *(.*)$`, "m").exec(credentials)?.[1] ?? "";
  try {
    const console = await startConsole([
      {
        name: CLUSTER,
        eksClusterName: CLUSTER,
        region: "us-east-1",
        connection: {
          kubeconfigPath: box.env["KUBECONFIG"] ?? "",
          aws: {
            endpoint: box.env["AWS_ENDPOINT_URL"] ?? "",
            accessKeyId: valueOf("aws_access_key_id"),
            secretAccessKey: valueOf("aws_secret_access_key"),
          },
        },
        profile: PROFILE,
      },
    ]);
    return {
      box,
      console,
      stop: async () => {
        await console.stop();
        await box.stop();
      },
    };
  } catch (error) {
    await box.stop();
    throw error;
  }
}

/** The page's prerequisites with the real AWS CLI: the policy, and the tags of subnets and security groups. */
export async function prerequisites(box: BareBox): Promise<void> {
  const name = "karpenterControllerPolicy";
  await box.ok("aws", ["iam", "create-policy", "--policy-name", name, "--policy-document", EXAMPLE_POLICY]);
  const vpc = "cluster.resourcesVpcConfig";
  const query = `[${vpc}.subnetIds, ${vpc}.securityGroupIds][]`;
  const ids = await box.ok("aws", ["eks", "describe-cluster", "--name", CLUSTER, "--query", query, "--output", "text"]);
  const tag = `Key=karpenter.sh/discovery,Value=${CLUSTER}`;
  await box.ok("aws", ["ec2", "create-tags", "--tags", tag, "--resources", ...ids.trim().split(/\s+/)]);
  await until("two nodes", async () => {
    const nodes = await box.ok("kubectl", ["get", "nodes", "--no-headers"]);
    return nodes.match(/ Ready /g)?.length === 2;
  });
}

/** `aws eks list-nodegroups`, as the page has it. */
export async function nodeGroups(box: BareBox): Promise<string[]> {
  const words = ["eks", "list-nodegroups", "--cluster-name", CLUSTER, "--query", "nodegroups", "--output", "text"];
  return (await box.ok("aws", words)).trim().split(/\s+/);
}

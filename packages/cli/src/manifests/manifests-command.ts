import { Command, InvalidArgumentError } from "commander";
import { wholeNumber } from "../up/numbers.ts";

interface ManifestsOptions {
  readonly clusterName: string;
  readonly roleArn?: string;
  readonly image?: string;
  readonly replicas: number;
  readonly nodeGroup?: readonly string[];
  readonly interruptionQueue?: string;
}

/** `inlay manifests`: what a cluster needs before the controller can run, and the controller itself when there is an image of it. */
export function manifestsCommand(): Command {
  return new Command("manifests")
    .description("print what a cluster needs for the controller, for `kubectl apply -f -`")
    .requiredOption("--cluster-name <name>", "name of the EKS cluster")
    .option("--role-arn <arn>", "IAM role of the service account (default: none, for EKS Pod Identity)", roleArn)
    .option("--image <image>", "image of the controller (default: everything but the Deployment)")
    .option("--replicas <number>", "replicas of the Deployment; one leads", wholeNumber, 2)
    .option("--node-group <name...>", "node groups to run it on (default: all nodes that it did not make)")
    .option("--interruption-queue <name>", "SQS queue with EC2's warnings (default: none)")
    .addHelpText(
      "after",
      "\nUse it as:\n  npx inlay manifests --cluster-name my-cluster | kubectl apply --server-side -f -\n",
    )
    .action(async (options: ManifestsOptions) => {
      const { controllerManifests } = await import("./controller-manifests.ts");
      const { nodeGroup: nodeGroups = [], interruptionQueue = "", ...facts } = options;
      process.stdout.write(controllerManifests({ ...facts, nodeGroups, interruptionQueue }));
    });
}

function roleArn(text: string): string {
  if (!/^arn:aws[\w-]*:iam::\d{12}:role\/.+$/.test(text))
    throw new InvalidArgumentError("an ARN such as arn:aws:iam::123456789012:role/my-role is needed");
  return text;
}

import { Command, InvalidArgumentError, Option } from "commander";
import type { Policy } from "@inlay/planner";
import { wholeNumber } from "../up/numbers.ts";

interface PlanOptions {
  readonly filename: string;
  readonly instanceTypes?: string;
  readonly packingPolicy: Policy["packingPolicy"];
  readonly policy?: string;
  readonly maxInstanceTypes: number;
  readonly output: "table" | "json" | "yaml";
}

/** `inlay plan`: what the controller would do with the pending pods of a file. No cluster, no box, no network. */
export function planCommand(): Command {
  return withClusterFile(new Command("plan"))
    .description("plan nodes for the pending pods of a file: no cluster is needed")
    .option("--max-instance-types <number>", "instance types that a new node may name at most", aboveNought, 60)
    .addOption(
      new Option("-o, --output <format>", "how to print the plan").choices(["table", "json", "yaml"]).default("table"),
    )
    .addHelpText(
      "after",
      "\nUse it as:\n  kubectl get nodepools,ec2nodeclasses,nodeclaims,nodes,pods,daemonsets,namespaces,pvc,pv,sc,csinodes -A -o json | npx inlay plan -f -\n",
    )
    .action(run);
}

/** The options that tell which cluster a command is about, and how it is planned. */
export function withClusterFile(command: Command): Command {
  return command
    .requiredOption("-f, --filename <file>", "what kubectl get -o yaml prints, or a scheduling case; - is the input")
    .option(
      "--instance-types <file>",
      "list of instance types, as of Karpenter's kwok provider (default: the case's, else EC2's)",
    )
    .addOption(
      new Option("--packing-policy <policy>", "fill nodes by price, or as Karpenter does")
        .choices(["cheapest", "upstream"])
        .default("cheapest"),
    )
    .option(
      "--policy <file>",
      "policies beyond Karpenter's, as YAML: pod groups, queue order, pods per node and others",
    );
}

async function run(options: PlanOptions): Promise<void> {
  // The planner takes long to load: only when it is needed.
  const [{ planProvisioning }, { decide, readCluster }, { withPolicyFile }, { planResult }] = await Promise.all([
    import("@inlay/planner"),
    import("./read-cluster.ts"),
    import("./policy-file.ts"),
    import("./plan-result.ts"),
  ]);
  const { snapshot, policy, notes } = await withPolicyFile(
    await readCluster(options.filename, options.instanceTypes),
    options.policy,
  );
  const { packingPolicy, maxInstanceTypes } = options;
  const change = { packingPolicy, maxInstanceTypes };
  const plan = decide(options.filename, () => planProvisioning(snapshot, { ...policy, ...change }));
  const result = planResult(plan, notes);
  if (options.output === "json") process.stdout.write(`${JSON.stringify(result, undefined, 2)}\n`);
  else if (options.output === "yaml")
    process.stdout.write((await import("yaml")).stringify(result, { aliasDuplicateObjects: false }));
  else process.stdout.write((await import("./plan-table.ts")).planTable(result, snapshot));
}

function aboveNought(text: string): number {
  const value = wholeNumber(text);
  if (value === 0) throw new InvalidArgumentError("a number above 0 is needed");
  return value;
}

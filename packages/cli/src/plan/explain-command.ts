import { Command } from "commander";
import type { Policy, Snapshot } from "@inlay/planner";
import { CommandError } from "../command-error.ts";
import { styled } from "../terminal/style.ts";
import { shownName } from "./read-documents.ts";
import { withClusterFile } from "./plan-command.ts";

interface ExplainOptions {
  readonly filename: string;
  readonly instanceTypes?: string;
  readonly packingPolicy: Policy["packingPolicy"];
  readonly policy?: string;
}

/** `inlay explain`: why the plan for a file does what it does. */
export function explainCommand(): Command {
  return new Command("explain")
    .description("say why a pod of a file gets a node or none, why a node stays or goes")
    .addCommand(
      withClusterFile(new Command("pod"))
        .description("why a pod goes where the plan puts it, or what keeps it from everywhere and the nearest fix")
        .argument("<name>", "its name, or namespace/name")
        .action(explainPodOfFile),
    )
    .addCommand(
      withClusterFile(new Command("node"))
        .description("why a node stays, or what would replace it")
        .argument("<name>", "its name, or its node claim's")
        .action(explainNodeOfFile),
    );
}

async function explainPodOfFile(name: string, options: ExplainOptions): Promise<void> {
  const { explainPod, decide, podText } = await parts();
  const { snapshot, policy, notes } = await clusterOf(options);
  const key = podKey(snapshot, name, options.filename);
  print(podText(decide(options.filename, () => explainPod(snapshot, policy, key))), notes);
}

async function explainNodeOfFile(name: string, options: ExplainOptions): Promise<void> {
  const { explainNode, decide, nodeText } = await parts();
  const { snapshot, policy, notes } = await clusterOf(options);
  const explanation = decide(options.filename, () => explainNode(snapshot, policy, name));
  if (explanation.outcome === "unknown")
    throw new CommandError(`${shownName(options.filename)}: ${nodeText(explanation)}`);
  print(nodeText(explanation), notes);
}

async function clusterOf({ filename, instanceTypes, policy: file, packingPolicy }: ExplainOptions) {
  const [{ readCluster }, { withPolicyFile }] = await Promise.all([
    import("./read-cluster.ts"),
    import("./policy-file.ts"),
  ]);
  const cluster = await withPolicyFile(await readCluster(filename, instanceTypes), file);
  return { ...cluster, policy: { ...cluster.policy, packingPolicy } };
}

/** The planner takes long to load: only when it is needed. */
async function parts() {
  return {
    ...(await import("@inlay/planner")),
    ...(await import("./read-cluster.ts")),
    ...(await import("./explanation-text.ts")),
  };
}

/** A name alone is enough when only one namespace has such a pod. */
function podKey(snapshot: Snapshot, name: string, file: string): string {
  const keys = snapshot.pods
    .map(({ metadata }) => `${metadata.namespace ?? "default"}/${metadata.name}`)
    .filter((key) => key === name || key.endsWith(`/${name}`));
  if (keys.length === 1) return keys[0]!;
  if (keys.length === 0) throw new CommandError(`${shownName(file)}: there is no pod ${name}`);
  throw new CommandError(`${shownName(file)}: there are several pods ${name}; say which: ${keys.sort().join(", ")}`);
}

function print(text: string, notes: readonly string[]): void {
  const lines = notes.map((note) => styled("dim", `Note: ${note}`));
  process.stdout.write([text, ...(lines.length > 0 ? ["", ...lines] : []), ""].join("\n"));
}

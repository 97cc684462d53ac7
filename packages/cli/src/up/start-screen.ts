import type { Box } from "@inlay/box";
import { nameOption } from "../boxes/choose-box.ts";
import { installCommand, layerIsThere, onPath } from "../kubectl/tool-binary.ts";
import { styled } from "../terminal/style.ts";
import type { ServerAccess } from "./server-access.ts";

/** What a box shows when it is up: what runs, what is missing on this machine, what to type next. */
export async function startScreen(
  box: Box,
  seconds: number,
  ready: boolean,
  access: ServerAccess | undefined,
): Promise<string> {
  const { record, nodes, account } = box;
  const name = nameOption(record.name);
  const label = (text: string) => `  ${styled("bold", text.padEnd(12))}`;
  const others = nodes.filter((node) => !node.inNodeGroup);
  return [
    "",
    styled("bold", `Inlay: the box "${record.name}" runs`) + ` (up in ${seconds.toFixed(1)} s)`,
    "",
    `${label("Kubernetes")}${record.kubernetesUrl}  cluster ${record.clusterName}, v1.32.9-eks-113cf36`,
    `${label("AWS")}${record.awsUrl}  ${record.region}, account ${account}: EC2, IAM, STS, SSM, EKS, Pricing, SQS`,
    `${label("Control")}${record.controlUrl}/box/v1  faults, capacity, prices, interruptions, ledger`,
    `${label("Nodes")}${countedTypes(nodes.filter((node) => node.inNodeGroup))} in node group ${box.nodeGroup}${others.length > 0 ? `; others: ${countedTypes(others)}` : ""}`,
    ready
      ? `${label("Controller")}Deployment karpenter in namespace karpenter, a real process`
      : `${label("Karpenter")}not installed: the reference page's first section installs it (--ready has it all)`,
    ...(access
      ? [
          `${label("Console")}http://127.0.0.1:${access.port}  cluster profiles, clusters, API; comes up beside the box`,
          `${label("")}sign in as ${access.emailId}, password ${access.password}`,
        ]
      : []),
    "",
    ...machineTools(label),
    "",
    "Next, in another terminal:",
    "",
    `  eval "$(npx inlay env${name})"`,
    `  kubectl get nodes${onPath("kubectl") ? "" : "        # here: npx inlay kubectl get nodes"}`,
    "  kubectl get pods -A",
    "",
    "Ctrl-C stops everything and leaves nothing running.",
    "",
  ].join("\n");
}

/** Such as `2 × t3.xlarge, 1 × c6a.large`. */
function countedTypes(nodes: Box["nodes"]): string {
  const counts = new Map<string, number>();
  for (const { instanceType } of nodes) counts.set(instanceType, (counts.get(instanceType) ?? 0) + 1);
  return [...counts].map(([type, count]) => `${count} × ${type}`).join(", ");
}

function machineTools(label: (text: string) => string): readonly string[] {
  const lines = (["kubectl", "aws", "helm"] as const).map((tool) => {
    const path = onPath(tool);
    if (path) return `${label(tool)}${path}`;
    const fromNpm = tool !== "aws" && layerIsThere();
    const instead =
      tool === "kubectl" && fromNpm ? "`npx inlay kubectl` brings its own; or install it: " : "install it: ";
    return `${label(tool)}${styled("yellow", "missing")}  ${instead}${installCommand(tool)}`;
  });
  return ["On this machine:", ...lines];
}

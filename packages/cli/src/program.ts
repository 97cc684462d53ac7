import { Command } from "commander";
import { boxCommand } from "./box/box-command.ts";
import { demoCommand } from "./demo/demo-command.ts";
import { envCommand } from "./env/env-command.ts";
import { manifestsCommand } from "./manifests/manifests-command.ts";
import { explainCommand } from "./plan/explain-command.ts";
import { planCommand } from "./plan/plan-command.ts";
import { upCommand } from "./up/up-command.ts";

/**
 * `inlay` and its commands. `kubectl` is listed for its help only: main.ts passes it on before anything is parsed. The controller's options
 * come from rooms that take long to load, so they are loaded only when it is named.
 */
export async function program(args: readonly string[]): Promise<Command> {
  return new Command("inlay")
    .description("EKS clusters with just-in-time nodes, and a whole EKS in a box to try them on.")
    .version("0.1.0")
    .exitOverride()
    .addCommand(upCommand())
    .addCommand(envCommand())
    .addCommand(new Command("kubectl").argument("[args...]").description("kubectl, on the box"))
    .addCommand(boxCommand())
    .addCommand(demoCommand())
    .addCommand(planCommand())
    .addCommand(explainCommand())
    .addCommand(manifestsCommand())
    .addCommand(
      args.includes("controller") ? await fullControllerCommand() : new Command("controller").description(CONTROLLER),
    );
}

const CONTROLLER = "keep a cluster's nodes at the plan: the process behind the Deployment karpenter";

async function fullControllerCommand(): Promise<Command> {
  const { controllerCommand } = await import("./controller/controller-command.ts");
  return controllerCommand(CONTROLLER);
}

import { Command } from "commander";
import { boxCommand } from "./box/box-command.ts";
import { controllerCommand } from "./controller/controller-command.ts";
import { demoCommand } from "./demo/demo-command.ts";
import { envCommand } from "./env/env-command.ts";
import { upCommand } from "./up/up-command.ts";

/** `inlay` and its commands. `kubectl` is listed for its help only: main.ts passes it on before anything is parsed. */
export function program(): Command {
  return new Command("inlay")
    .description("EKS clusters with just-in-time nodes, and a whole EKS in a box to try them on.")
    .exitOverride()
    .addCommand(upCommand())
    .addCommand(envCommand())
    .addCommand(new Command("kubectl").argument("[args...]").description("kubectl, on the box"))
    .addCommand(boxCommand())
    .addCommand(demoCommand())
    .addCommand(controllerCommand());
}

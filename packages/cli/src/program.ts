import { Command } from "commander";

const CONTROLLER = "keep a cluster's nodes at the plan: the process behind the Deployment karpenter";

/** The commands in the order of the help. Each is loaded when it is named, so that none waits for the rooms of another. */
const COMMANDS: Readonly<Record<string, (args: readonly string[]) => Promise<Command>>> = {
  up: async () => (await import("./up/up-command.ts")).upCommand(),
  env: async () => (await import("./env/env-command.ts")).envCommand(),
  // Listed for its help only: main.ts passes it on before anything is parsed.
  kubectl: async () => new Command("kubectl").argument("[args...]").description("kubectl, on the box"),
  box: async () => (await import("./box/box-command.ts")).boxCommand(),
  demo: async () => (await import("./demo/demo-command.ts")).demoCommand(),
  plan: async () => (await import("./plan/plan-command.ts")).planCommand(),
  explain: async () => (await import("./plan/explain-command.ts")).explainCommand(),
  manifests: async () => (await import("./manifests/manifests-command.ts")).manifestsCommand(),
  controller: controllerCommand,
  server: async () => (await import("./server/server-command.ts")).serverCommand(),
};

/** `inlay` with the command that `args` name; with all of them where they name none, for the help and for suggestions. */
export async function program(args: readonly string[]): Promise<Command> {
  const name = args[0] ?? "";
  const commands = Object.hasOwn(COMMANDS, name)
    ? [await COMMANDS[name]?.(args)]
    : await Promise.all(Object.values(COMMANDS).map((load) => load(args)));
  const inlay = new Command("inlay")
    .description("EKS clusters with just-in-time nodes, and a whole EKS in a box to try them on.")
    .version("0.1.0")
    .exitOverride();
  for (const command of commands) if (command) inlay.addCommand(command);
  return inlay;
}

/** Its options come from rooms that take long to load: the help of all commands does without them. */
async function controllerCommand(args: readonly string[]): Promise<Command> {
  if (!args.includes("controller")) return new Command("controller").description(CONTROLLER);
  return (await import("./controller/controller-command.ts")).controllerCommand(CONTROLLER);
}

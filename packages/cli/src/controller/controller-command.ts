import { Command, Option } from "commander";
import { OPTION_TABLE, parseAutoscalerOptions } from "@inlay/autoscaler";
import { parseProviderOptions, PROVIDER_OPTION_TABLE } from "@inlay/provider-aws";
import { runController } from "./run-controller.ts";
import { watchParent } from "./parent-pipe.ts";

interface Setting {
  readonly flag: string;
  readonly env: string;
  readonly default: string;
  readonly help: string;
}

const SETTINGS: readonly Setting[] = [...Object.values(PROVIDER_OPTION_TABLE), ...Object.values(OPTION_TABLE)];

/** `inlay controller`: the process that runs as Deployment `karpenter`; flags and environment names are Karpenter's. */
export function controllerCommand(description: string): Command {
  const command = new Command("controller")
    .description(description)
    .option("--kubeconfig <file>", "how to reach the cluster (default: KUBECONFIG, else the pod's service account)")
    .option("--context <name>", "context of the kubeconfig");
  for (const setting of SETTINGS)
    command.addOption(
      new Option(`--${setting.flag} <value>`, `${setting.help} [${setting.env}${shownDefault(setting)}]`),
    );
  return command.action(run);
}

function shownDefault({ default: value }: Setting): string {
  return value === "" ? "" : `, default ${value}`;
}

async function run(_options: unknown, command: Command): Promise<void> {
  const given = command.opts<Record<string, string | undefined>>();
  const flags = Object.fromEntries(SETTINGS.map(({ flag }) => [flag, given[camelCase(flag)]]));
  const stop = new AbortController();
  for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const)
    process.on(signal, () => (stop.signal.aborted ? process.exit(1) : stop.abort(new Error(`stopped by ${signal}`))));
  // Nobody is left to stop gracefully for.
  watchParent(() => process.exit(1));
  await runController({
    autoscaler: parseAutoscalerOptions(flags, process.env),
    provider: parseProviderOptions(flags, process.env),
    kubeconfig: given["kubeconfig"],
    context: given["context"],
    environment: process.env,
    signal: stop.signal,
  });
  // Idle connections must not keep the process.
  process.exit(0);
}

/** As commander names the value of a flag. */
function camelCase(flag: string): string {
  return flag.replaceAll(/-([a-z0-9])/g, (_, letter: string) => letter.toUpperCase());
}

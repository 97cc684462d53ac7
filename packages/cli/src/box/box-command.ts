import { Command, InvalidArgumentError } from "commander";
import { Duration } from "@inlay/resources";
import { runningBox } from "../boxes/choose-box.ts";
import { callControl } from "../boxes/control-client.ts";
import { playCommand } from "../scenarios/scenario-command.ts";
import { columns } from "../terminal/columns.ts";

interface NamedOptions {
  readonly name?: string;
}

interface FaultStatus {
  readonly id: string;
  readonly match: Readonly<Record<string, unknown>>;
  readonly when: string;
  readonly effect: { readonly kind: string; readonly code?: string; readonly milliseconds?: number };
  readonly times?: number;
  readonly hits: number;
  readonly held: readonly { readonly call: string; readonly since: string }[];
}

/** `inlay box …`: what the control API of a running box can do. */
export function boxCommand(): Command {
  return new Command("box")
    .description("turn a running box: faults, capacity, prices, interruptions; read its ledger")
    .addCommand(statusCommand())
    .addCommand(ledgerCommand())
    .addCommand(faultCommand())
    .addCommand(faultsCommand())
    .addCommand(releaseCommand())
    .addCommand(clearCommand())
    .addCommand(capacityCommand())
    .addCommand(quotaCommand())
    .addCommand(publishCommand())
    .addCommand(priceCommand())
    .addCommand(interruptCommand())
    .addCommand(consoleCommand())
    .addCommand(clockCommand())
    .addCommand(playCommand());
}

const named = (command: Command): Command => command.option("--name <name>", "which box");
const print = (text: string): boolean => process.stdout.write(`${text}\n`);
const printJson = (value: unknown): boolean => print(JSON.stringify(value, null, 2));

function call<T>(options: NamedOptions, method: string, path: string, body?: unknown): Promise<T> {
  return callControl<T>(runningBox(options.name).controlUrl, method, path, body);
}

function statusCommand(): Command {
  return named(new Command("status").description("what runs")).action(async (options: NamedOptions) => {
    printJson(await call(options, "GET", "status"));
  });
}

function ledgerCommand(): Command {
  return named(new Command("ledger").description("every AWS call, and what it created, started or ended"))
    .option("--since <sequence>", "only calls after this one", wholeNumber)
    .option("--effects", "only calls that changed something or were refused")
    .option("-o, --output <format>", "table or json", "table")
    .action(async (options: NamedOptions & { since?: number; effects?: boolean; output: string }) => {
      const query = options.since === undefined ? "" : `?since=${options.since}`;
      const { items } = await call<{
        items: readonly {
          sequence: number;
          time: string;
          service: string;
          operation: string;
          error?: string;
          resources: readonly string[];
        }[];
      }>(options, "GET", `ledger${query}`);
      const shown = options.effects ? items.filter((entry) => entry.error || entry.resources.length > 0) : items;
      if (options.output === "json") return void printJson(shown);
      print(
        columns(
          ["#", "TIME", "SERVICE", "OPERATION", "RESULT", "RESOURCES"],
          shown.map((entry) => [
            String(entry.sequence),
            entry.time,
            entry.service,
            entry.operation,
            entry.error ?? "ok",
            entry.resources.join(" "),
          ]),
        ),
      );
    });
}

interface FaultOptions extends NamedOptions {
  readonly api?: string;
  readonly service?: string;
  readonly operation?: string;
  readonly principal?: string;
  readonly input?: string[];
  readonly verb?: string[];
  readonly group?: string;
  readonly resource?: string;
  readonly subresource?: string;
  readonly namespace?: string;
  readonly object?: string;
  readonly user?: string;
  readonly userAgent?: string;
  readonly after?: boolean;
  readonly times?: number;
  readonly error?: string;
  readonly message?: string;
  readonly status?: number;
  readonly delay?: number;
  readonly hang?: boolean;
  readonly cut?: boolean;
}

function faultCommand(): Command {
  return named(
    new Command("fault").description(
      "make calls of either API fail, wait, hang or break (texts may hold * for anything)",
    ),
  )
    .option("--service <service>", "AWS: ec2, iam, sts, ssm, eks, pricing or sqs")
    .option("--operation <name>", "AWS: operation, such as CreateFleet or Describe*")
    .option("--principal <arn>", "AWS: who calls")
    .option("--input <text...>", "AWS: texts that all stand in the call's input, such as us-east-1a")
    .option("--verb <verb...>", "Kubernetes: get, list, watch, create, update, patch, delete")
    .option("--group <group>", "Kubernetes: API group, such as karpenter.sh")
    .option("--resource <plural>", "Kubernetes: resource, such as nodeclaims")
    .option("--subresource <name>", "Kubernetes: such as status or eviction")
    .option("--namespace <namespace>", "Kubernetes: namespace")
    .option("--object <name>", "Kubernetes: object's name")
    .option("--user <name>", "Kubernetes: who calls")
    .option("--user-agent <text>", "which client")
    .option("--after", "after the call has had its effect, before its answer")
    .option("--times <count>", "only for so many calls", wholeNumber)
    .option("--error <code>", "AWS error code or Kubernetes reason that is answered")
    .option("--message <text>", "message of the error")
    .option("--status <code>", "HTTP status of the error", wholeNumber)
    .option("--delay <duration>", "let the call wait, such as 20s", milliseconds)
    .option("--hang", "hold the call until the fault is released or cleared")
    .option("--cut", "close the connection without an answer")
    .addHelpText(
      "after",
      `
Examples:
  inlay box fault --operation CreateFleet --error RequestLimitExceeded --times 5
  inlay box fault --operation CreateFleet --input us-east-1a --error InsufficientInstanceCapacity
  inlay box fault --verb create --resource nodeclaims --after --hang
`,
    )
    .action(async (options: FaultOptions) => {
      const fault = await call<FaultStatus>(options, "POST", "faults", faultOf(options));
      print(`${fault.id} set: ${describeFault(fault)}`);
    });
}

function faultOf(options: FaultOptions): unknown {
  const { name: _box, after, object, message, status, error, delay, ...rest } = options;
  const kubernetes = options.verb ?? options.resource ?? options.group ?? options.subresource ?? options.namespace;
  return {
    api: (kubernetes ?? object ?? options.user) === undefined ? "aws" : "kubernetes",
    ...rest,
    ...(object === undefined ? {} : { name: object }),
    ...(after ? { when: "after" } : {}),
    ...(delay === undefined ? {} : { delayMs: delay }),
    ...(error === undefined ? {} : { error: { code: error, ...(message && { message }), ...(status && { status }) } }),
  };
}

function faultsCommand(): Command {
  return named(new Command("faults").description("faults that are set, and the calls that they hold")).action(
    async (options: NamedOptions) => {
      const { items } = await call<{ items: readonly FaultStatus[] }>(options, "GET", "faults");
      if (items.length === 0) return void print("no faults are set");
      print(
        columns(
          ["ID", "FAULT", "HITS", "HELD"],
          items.map((fault) => [
            fault.id,
            describeFault(fault),
            `${fault.hits}${fault.times === undefined ? "" : `/${fault.times}`}`,
            fault.held.map((held) => held.call).join("; "),
          ]),
        ),
      );
    },
  );
}

function describeFault({ match, when, effect }: FaultStatus): string {
  const { api, ...conditions } = match;
  const what = Object.entries(conditions).map(([key, value]) => `${key}=${[value].flat().join(",")}`);
  const detail = effect.code ?? (effect.milliseconds === undefined ? "" : `${effect.milliseconds} ms`);
  return [effect.kind, detail, when, String(api), what.join(" ") || "any call"].filter(Boolean).join(" ");
}

function releaseCommand(): Command {
  return named(new Command("release").argument("<fault>").description("let the calls go on that a fault holds")).action(
    async (id: string, options: NamedOptions) => {
      const { released } = await call<{ released: number }>(
        options,
        "POST",
        `faults/${encodeURIComponent(id)}/release`,
      );
      print(`${released} call(s) go on`);
    },
  );
}

function clearCommand(): Command {
  return named(
    new Command("clear").argument("[fault]").description("take one fault away, or all; calls they hold go on"),
  ).action(async (id: string | undefined, options: NamedOptions) => {
    await call(options, "DELETE", id === undefined ? "faults" : `faults/${encodeURIComponent(id)}`);
    print(id === undefined ? "no faults are set" : `${id} is gone`);
  });
}

function capacityCommand(): Command {
  return named(
    new Command("capacity")
      .argument("<type>", "instance type, or `*` for each")
      .argument("<zone>", "zone, such as us-east-1a")
      .argument("<count>", "how many more can be launched, or `unlimited`", countOrUnlimited)
      .description("limit the capacity of an instance type in a zone"),
  )
    .option("--capacity-type <type>", "on-demand or spot (default: both)")
    .action(
      async (
        instanceType: string,
        zone: string,
        count: number | null,
        options: NamedOptions & { capacityType?: string },
      ) => {
        const { capacityType } = options;
        await call(options, "POST", "capacity", { instanceType, zone, count, ...(capacityType && { capacityType }) });
        print(`${instanceType} in ${zone}: ${count === null ? "no limit" : `${count} left`}`);
      },
    );
}

function quotaCommand(): Command {
  return named(
    new Command("quota")
      .argument("<family>", "standard, g, p, inf, trn, f, x, dl, hpc or u")
      .argument("<vcpus>", "how many vCPUs may run at once, or `unlimited`", countOrUnlimited)
      .description("limit the vCPUs that the account may run"),
  )
    .option("--spot", "of spot instances")
    .action(async (family: string, vcpus: number | null, options: NamedOptions & { spot?: boolean }) => {
      const capacityType = options.spot ? "spot" : "on-demand";
      await call(options, "POST", "quotas", { family, vcpus, capacityType });
      print(`${family} ${capacityType}: ${vcpus === null ? "no limit" : `${vcpus} vCPUs`}`);
    });
}

function publishCommand(): Command {
  return named(
    new Command("publish")
      .argument("<release>", "20261201 (Amazon Linux 2023) or 1.53.0 (Bottlerocket)")
      .description("let a new release of the EKS-optimized images come out"),
  ).action(async (release: string, options: NamedOptions) => {
    const { kind } = await call<{ kind: string }>(options, "POST", "releases", { release });
    print(`${kind} ${release} is the recommended release`);
  });
}

function priceCommand(): Command {
  return named(
    new Command("price")
      .argument("<type>", "instance type")
      .argument("<price>", "USD per hour, or `default`", priceOrDefault)
      .description("set the price of an instance type"),
  )
    .option("--spot", "its spot price")
    .option("--zone <zone>", "spot price in this zone only")
    .action(
      async (
        instanceType: string,
        pricePerHour: number | null,
        options: NamedOptions & { spot?: boolean; zone?: string },
      ) => {
        const capacityType = options.spot || options.zone ? "spot" : "on-demand";
        const zone = options.zone && { zone: options.zone };
        await call(options, "POST", "prices", { instanceType, capacityType, pricePerHour, ...zone });
        print(
          `${instanceType} ${capacityType}: ${pricePerHour === null ? "the catalogue's price" : `$${pricePerHour} per hour`}`,
        );
      },
    );
}

function interruptCommand(): Command {
  return named(
    new Command("interrupt")
      .argument("<node>", "node name or instance id")
      .description("interrupt a machine as EC2 does"),
  )
    .option("--kind <kind>", "spot-interruption, rebalance or scheduled-change", "spot-interruption")
    .action(async (target: string, options: NamedOptions & { kind: string }) => {
      const which = target.startsWith("i-") ? { instance: target } : { node: target };
      const { node } = await call<{ node: string }>(options, "POST", "interruptions", { ...which, kind: options.kind });
      print(`${node}: ${options.kind}`);
    });
}

function consoleCommand(): Command {
  return named(
    new Command("console").argument("<instance>", "instance id").description("what a machine printed while it booted"),
  ).action(async (id: string, options: NamedOptions) => {
    const { lines } = await call<{ lines: readonly string[] }>(
      options,
      "GET",
      `instances/${encodeURIComponent(id)}/console`,
    );
    print(lines.join("\n"));
  });
}

function clockCommand(): Command {
  return named(
    new Command("clock").argument("<advance>", "duration, such as 1h").description("let the box's clock jump"),
  ).action(async (advance: string, options: NamedOptions) => {
    const { now } = await call<{ now: string }>(options, "POST", "clock", { advance });
    print(`the box's clock is at ${now}`);
  });
}

function wholeNumber(text: string): number {
  if (!/^\d+$/.test(text)) throw new InvalidArgumentError("a whole number is needed");
  return Number(text);
}

function milliseconds(text: string): number {
  try {
    return Duration.parse(text, "duration").milliseconds;
  } catch {
    throw new InvalidArgumentError("a duration such as 20s is needed");
  }
}

function countOrUnlimited(text: string): number | null {
  return text === "unlimited" ? null : wholeNumber(text);
}

function priceOrDefault(text: string): number | null {
  if (text === "default") return null;
  if (!/^\d+(\.\d+)?$/.test(text)) throw new InvalidArgumentError("a price such as 0.25 is needed");
  return Number(text);
}

import type { AwsSimulation, Instance } from "../aws-simulation.ts";
import { AwsError } from "../service/aws-error.ts";
import type { OperationTable } from "../service/operation.ts";
import { lognormal, seededRandom } from "../service/seeded-random.ts";
import type { Service } from "../service/service.ts";
import type { Clock } from "../time/clock.ts";
import { Capacity } from "./capacity.ts";
import type { Ec2Event } from "./events.ts";
import { createFleet } from "./fleet.ts";
import { ClientTokens } from "./idempotency.ts";
import { type ImageCatalogue, imageOperations } from "./images.ts";
import { type InstanceOperationParts, instanceOperations, runInstances } from "./instance-operations.ts";
import { instanceTypeOperations } from "./instance-types.ts";
import { Instances } from "./instances.ts";
import { LaunchTemplates } from "./launch-templates.ts";
import { Network } from "./network.ts";
import { ec2Permissions } from "./permissions.ts";
import { Prices } from "./prices.ts";
import { tagOperations, Tags } from "./tags.ts";
import { VcpuQuota } from "./vcpu-quota.ts";
import { zoneOperations } from "./zones.ts";

export interface Ec2Options {
  readonly accountId: string;
  readonly region: string;
  readonly clock: Clock;
  readonly seed: number;
  readonly speed: number;
  readonly images: ImageCatalogue;
  /** The profile, with the role in it if there is one; undefined: no such profile. */
  readonly instanceProfile: (
    nameOrArn: string,
  ) => { readonly arn: string; readonly roleArn: string | undefined } | undefined;
}

export interface Ec2Service
  extends
    Service,
    Pick<
      AwsSimulation,
      "instance" | "instances" | "setCapacity" | "setQuota" | "setPrice" | "onInstanceState" | "interrupt"
    > {
  onDemandPrice(type: string): number | undefined;
  setConsoleOutput(instanceId: string, text: string): void;
  onEvent(listener: (event: Ec2Event) => void): void;
  close(): void;
}

/** A fleet call takes about two seconds on AWS. */
const FLEET_LATENCY_MS = 2_200;

export function createEc2Service(options: Ec2Options): Ec2Service {
  const { accountId, region, clock, seed, speed, images } = options;
  const random = seededRandom(seed);
  const listeners: ((event: Ec2Event) => void)[] = [];
  const emit = (event: Ec2Event) => listeners.forEach((listener) => listener(event));

  const tags = new Tags();
  const network = new Network({ random, tags, accountId, region });
  const templates = new LaunchTemplates(random, clock, tags);
  const instances = new Instances({ clock, random, speed, network, tags, emit });
  const capacity = new Capacity();
  const quota = new VcpuQuota();
  const prices = new Prices(clock, region, seed);
  const tokens = new ClientTokens();
  const parts: InstanceOperationParts = {
    random,
    images,
    instances,
    capacity,
    quota,
    templates,
    prices,
    tags,
    network,
    accountId,
    now: () => clock.now(),
    profile: (nameOrArn) => {
      const profile = options.instanceProfile(nameOrArn);
      if (profile) return profile;
      const [member, kind] = nameOrArn.startsWith("arn:") ? ["arn", "ARN"] : ["name", "name"];
      throw new AwsError(
        "InvalidParameterValue",
        `Value (${nameOrArn}) for parameter iamInstanceProfile.${member} is invalid. Invalid IAM Instance Profile ${kind}`,
      );
    },
  };

  const operations: OperationTable = {
    ...zoneOperations,
    ...network.operations,
    ...imageOperations(images),
    ...instanceTypeOperations,
    ...prices.operations,
    ...templates.operations,
    ...instanceOperations(parts),
    ...tagOperations(tags, assertExists),
    RunInstances: (input, context) =>
      tokens.once("RunInstances", input, async () => runInstances(input, parts, context)),
    CreateFleet: (input, context) =>
      tokens.once("CreateFleet", input, async () => {
        const output = createFleet(input, parts, context);
        await clock.sleep(lognormal(random, FLEET_LATENCY_MS, 0.15) / speed);
        return output;
      }),
  };

  function assertExists(id: string): void {
    const prefix = id.split("-")[0];
    if (prefix === "i") return void instances.require(id);
    if (prefix === "ami") return void images.require(id);
    if (["vol", "eni", "sir", "fleet", "r"].includes(prefix!) || network.has(id) || templates.has(id)) return;
    throw new AwsError("InvalidID", `The ID '${id}' is not valid`);
  }

  return {
    operations,
    permissions: ec2Permissions({
      accountId,
      region,
      tags,
      templates,
      roleArnOf: (nameOrArn) => options.instanceProfile(nameOrArn)?.roleArn,
    }),
    instance: (id) => instances.get(id),
    instances: () => instances.all() as readonly Instance[],
    onInstanceState: (listener) => instances.onState(listener),
    setCapacity: (type, zone, capacityType, count) => capacity.set(type, zone, capacityType, count),
    setQuota: (family, capacityType, vcpus) => quota.set(family, capacityType, vcpus),
    setPrice: (type, capacityType, price, zone) => prices.set(type, capacityType, price, zone),
    onDemandPrice: (type) => prices.onDemand(type),
    setConsoleOutput: (id, text) => {
      instances.require(id).consoleOutput = text;
    },
    interrupt: (id, kind) => {
      const record = instances.require(id);
      emit({ kind, instanceId: id });
      if (kind === "spot-interruption") instances.reclaimSpot(record);
    },
    onEvent: (listener) => void listeners.push(listener),
    close: () => instances.close(),
    save: () => ({
      random: random.save(),
      tags: tags.save(),
      network: network.save(),
      templates: templates.save(),
      instances: instances.save(),
      capacity: capacity.save(),
      quota: quota.save(),
      images: images.save(),
      prices: prices.save(),
      tokens: tokens.save(),
    }),
    restore: (saved) => {
      const state = saved as Record<
        "tags" | "network" | "templates" | "instances" | "capacity" | "quota" | "prices" | "tokens",
        unknown
      > & { readonly random: number; readonly images?: unknown };
      random.restore(state.random);
      tags.restore(state.tags);
      network.restore(state.network);
      templates.restore(state.templates);
      capacity.restore(state.capacity);
      quota.restore(state.quota);
      if (state.images !== undefined) images.restore(state.images);
      prices.restore(state.prices);
      tokens.restore(state.tokens);
      instances.restore(state.instances);
    },
  };
}

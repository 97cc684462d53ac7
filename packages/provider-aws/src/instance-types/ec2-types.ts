import type { AwsClients } from "@inlay/aws";
import { everyPage } from "@inlay/aws";
import type { SingletonDefinition } from "@inlay/kube";
import { factsOf } from "./type-facts.ts";
import type { TypeFacts } from "./type-facts.ts";

const PERIOD_MS = 12 * 3_600_000;
const RETRY_MS = 60_000;
const TYPES_PAGE_SIZE = 100;
const OFFERINGS_PAGE_SIZE = 1_000;

/** Instance types of a region and the zones that have them. */
export interface RegionTypes {
  /** Changes with every refresh that found something else. */
  readonly version: number;
  /** By name, in code unit order. */
  readonly types: ReadonlyMap<string, TypeFacts>;
  /** Zones in which any type is offered, sorted. */
  readonly allZones: readonly string[];
  isOffered(instanceType: string, zone: string): boolean;
}

/** What EC2 describes, kept until it is asked again. */
export class Ec2Types implements RegionTypes {
  readonly #aws: AwsClients;
  #types: ReadonlyMap<string, TypeFacts> = new Map();
  #zones: ReadonlyMap<string, ReadonlySet<string>> = new Map();
  #allZones: readonly string[] = [];
  #version = 0;

  constructor(aws: AwsClients) {
    this.#aws = aws;
  }

  get version(): number {
    return this.#version;
  }

  get types(): ReadonlyMap<string, TypeFacts> {
    return this.#types;
  }

  get allZones(): readonly string[] {
    return this.#allZones;
  }

  isOffered(instanceType: string, zone: string): boolean {
    return this.#zones.get(instanceType)?.has(zone) ?? false;
  }

  /** Throws what AWS threw; what was known stays. */
  async refresh(signal: AbortSignal): Promise<void> {
    const [types, offerings] = await Promise.all([this.#describeTypes(signal), this.#describeOfferings(signal)]);
    if (types.length === 0) throw new Error("EC2 described no instance types");
    const zones = new Map<string, Set<string>>();
    for (const { InstanceType, Location } of offerings) {
      if (!InstanceType || !Location) continue;
      const ofType = zones.get(InstanceType) ?? new Set<string>();
      zones.set(InstanceType, ofType.add(Location));
    }
    const before = fingerprint(this.#types, this.#zones);
    this.#types = new Map(types.sort((a, b) => (a.name < b.name ? -1 : 1)).map((facts) => [facts.name, facts]));
    this.#zones = zones;
    this.#allZones = [...new Set(offerings.flatMap((offering) => offering.Location ?? []))].sort();
    if (fingerprint(this.#types, this.#zones) !== before) this.#version++;
  }

  async #describeTypes(signal: AbortSignal): Promise<TypeFacts[]> {
    const found = await everyPage(async (token) => {
      const page = await this.#aws.call(
        "ec2",
        "DescribeInstanceTypes",
        {
          MaxResults: TYPES_PAGE_SIZE,
          Filters: [
            { Name: "supported-virtualization-type", Values: ["hvm"] },
            { Name: "processor-info.supported-architecture", Values: ["x86_64", "arm64"] },
          ],
          ...(token === undefined ? {} : { NextToken: token }),
        },
        { signal },
      );
      return { items: (page.InstanceTypes ?? []).flatMap((info) => factsOf(info) ?? []), next: page.NextToken };
    });
    return [...found];
  }

  #describeOfferings(signal: AbortSignal) {
    return everyPage(async (token) => {
      const page = await this.#aws.call(
        "ec2",
        "DescribeInstanceTypeOfferings",
        {
          LocationType: "availability-zone",
          MaxResults: OFFERINGS_PAGE_SIZE,
          ...(token === undefined ? {} : { NextToken: token }),
        },
        { signal },
      );
      return { items: page.InstanceTypeOfferings ?? [], next: page.NextToken };
    });
  }
}

export function instanceTypeController(types: Ec2Types): SingletonDefinition {
  // The types were fetched when the provider started; the first pass of the controller would only repeat that.
  let fresh = types.types.size > 0;
  return {
    name: "providers.instancetype",
    reconcile: async ({ logger, signal }) => {
      try {
        if (!fresh) await types.refresh(signal);
        fresh = false;
        return { requeueAfterMs: PERIOD_MS };
      } catch (error) {
        signal.throwIfAborted();
        logger.error("failed updating instance types, keeping the known ones", error);
        return { requeueAfterMs: RETRY_MS };
      }
    },
  };
}

function fingerprint(types: ReadonlyMap<string, TypeFacts>, zones: ReadonlyMap<string, ReadonlySet<string>>): string {
  return JSON.stringify([...types.values()].map((facts) => [facts, [...(zones.get(facts.name) ?? [])].sort()]));
}

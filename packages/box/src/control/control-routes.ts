import type { AwsSimulation, Instance } from "@inlay/box-aws";
import { Duration, InvalidField } from "@inlay/resources";
import type { FaultBoard } from "../faults/fault-board.ts";
import { faultOfRequest } from "../faults/fault-request.ts";
import type { BoxClock } from "../box-clock.ts";
import { publishRelease, setQuota } from "./account-controls.ts";
import { fieldsOf, oneOf, required, text } from "./request-fields.ts";
import { ControlError, type ControlRequest, type ControlRoute } from "./control-server.ts";

/** What the control API turns. */
export interface Controls {
  readonly faults: FaultBoard;
  readonly aws: AwsSimulation;
  readonly clock: BoxClock;
  readonly status: () => unknown;
  /** Resolves when what has been changed in the AWS account is on disk; absent or undefined: it need not be. */
  readonly whenKept?: () => Promise<void> | undefined;
  /** Lines of a machine's console, or undefined when there is no such instance. */
  readonly console: (instanceId: string) => readonly string[] | undefined;
  /** Closes open watches of a resource (all of them without one). @returns how many. */
  readonly cutWatches: (resource: string | undefined) => number;
}

const CAPACITY_TYPES = ["on-demand", "spot"] as const;
const INTERRUPTIONS = ["spot-interruption", "rebalance", "scheduled-change"] as const;

export function controlRoutes(controls: Controls): readonly ControlRoute[] {
  const { faults, aws, clock } = controls;
  const known = <T>(value: T | undefined, what: string): T => {
    if (value === undefined) throw new ControlError(404, "NOT_FOUND", `there is no ${what}`);
    return value;
  };
  const kept = async (answer: unknown): Promise<unknown> => {
    await controls.whenKept?.();
    return answer;
  };
  return [
    { method: "GET", path: "/box/v1/status", answer: () => controls.status() },
    { method: "GET", path: "/box/v1/faults", answer: () => ({ items: faults.list() }) },
    { method: "POST", path: "/box/v1/faults", answer: ({ body }) => faults.add(faultOfRequest(body)) },
    { method: "DELETE", path: "/box/v1/faults", answer: () => faults.clear() },
    { method: "GET", path: "/box/v1/faults/:id", answer: ({ id }) => known(faults.get(id), `fault ${id}`) },
    {
      method: "DELETE",
      path: "/box/v1/faults/:id",
      answer: ({ id }) => known(faults.remove(id) || undefined, `fault ${id}`) && {},
    },
    {
      method: "POST",
      path: "/box/v1/faults/:id/release",
      answer: ({ id }) => ({ released: known(faults.release(id), `fault ${id}`) }),
    },
    { method: "GET", path: "/box/v1/ledger", answer: ({ query }) => ({ items: aws.ledger(since(query)) }) },
    { method: "GET", path: "/box/v1/instances", answer: () => ({ items: aws.instances() }) },
    {
      method: "GET",
      path: "/box/v1/instances/:id/console",
      answer: ({ id }) => ({ lines: known(controls.console(id), `instance ${id}`) }),
    },
    { method: "POST", path: "/box/v1/capacity", answer: (request) => kept(setCapacity(aws, request)) },
    { method: "POST", path: "/box/v1/quotas", answer: (request) => kept(setQuota(aws, request)) },
    { method: "POST", path: "/box/v1/releases", answer: (request) => kept(publishRelease(aws, request)) },
    { method: "POST", path: "/box/v1/prices", answer: (request) => kept(setPrice(aws, request)) },
    { method: "POST", path: "/box/v1/interruptions", answer: (request) => kept(interrupt(aws, request)) },
    {
      method: "GET",
      path: "/box/v1/clock",
      answer: () => ({ now: new Date(clock.now()).toISOString(), offsetMs: clock.offsetMs }),
    },
    { method: "POST", path: "/box/v1/clock", answer: (request) => advance(clock, request) },
    {
      method: "POST",
      path: "/box/v1/watches/cut",
      answer: ({ body }) => ({ cut: controls.cutWatches(text(fieldsOf(body ?? {}, ["resource"]), "resource")) }),
    },
  ];
}

function since(query: URLSearchParams): number | undefined {
  const value = query.get("since");
  if (value === null) return undefined;
  if (!/^\d+$/.test(value)) throw new InvalidField("since", value, "a sequence number of the ledger");
  return Number(value);
}

function setCapacity(aws: AwsSimulation, { body }: ControlRequest): unknown {
  const fields = fieldsOf(body, ["instanceType", "zone", "capacityType", "count"]);
  const count = fields["count"];
  if (count !== null && !(Number.isInteger(count) && Number(count) >= 0))
    throw new InvalidField("count", count, "a whole number of instances, or null for no limit");
  const instanceType = fields["instanceType"] === "*" ? "*" : knownType(aws, fields);
  const types = instanceType === "*" ? aws.instanceTypes() : [instanceType];
  const zone = oneOf(fields, "zone", aws.zones());
  const capacityTypes =
    fields["capacityType"] === undefined ? CAPACITY_TYPES : [oneOf(fields, "capacityType", CAPACITY_TYPES)];
  for (const capacityType of capacityTypes)
    for (const type of types) aws.setCapacity(type, zone, capacityType, count === null ? undefined : Number(count));
  return { instanceType, zone, capacityTypes, count };
}

function setPrice(aws: AwsSimulation, { body }: ControlRequest): unknown {
  const fields = fieldsOf(body, ["instanceType", "capacityType", "pricePerHour", "zone"]);
  const price = fields["pricePerHour"];
  if (price !== null && !(typeof price === "number" && price >= 0))
    throw new InvalidField("pricePerHour", price, "a price in USD, or null for the catalogue's");
  const instanceType = knownType(aws, fields);
  const capacityType =
    fields["capacityType"] === undefined ? "on-demand" : oneOf(fields, "capacityType", CAPACITY_TYPES);
  const zone = fields["zone"] === undefined ? undefined : oneOf(fields, "zone", aws.zones());
  if (zone !== undefined && capacityType === "on-demand")
    throw new InvalidField("zone", zone, "absent: on-demand prices are the same in every zone");
  aws.setPrice(instanceType, capacityType, price ?? undefined, zone);
  return { instanceType, capacityType, pricePerHour: price, ...(zone === undefined ? {} : { zone }) };
}

/** A type that the catalogue has; the error lists its family, so that a slip of the size is seen. */
function knownType(aws: AwsSimulation, fields: Readonly<Record<string, unknown>>): string {
  const given = required(fields, "instanceType");
  const types = aws.instanceTypes();
  if (types.includes(given)) return given;
  const family = types.filter((type) => type.startsWith(`${given.split(".")[0]}.`));
  const accepted = family.length > 0 ? `one of ${family.join(", ")}` : "a type of EC2, such as c6a.2xlarge";
  throw new InvalidField("instanceType", given, accepted);
}

function interrupt(aws: AwsSimulation, { body }: ControlRequest): unknown {
  const fields = fieldsOf(body, ["instance", "node", "kind"]);
  const kind = fields["kind"] === undefined ? "spot-interruption" : oneOf(fields, "kind", INTERRUPTIONS);
  const instanceId = text(fields, "instance");
  const node = text(fields, "node");
  if ((instanceId === undefined) === (node === undefined))
    throw new InvalidField("instance", instanceId ?? node, "an instance id, or node: a node's name");
  const running = aws.instances().filter((each) => each.state === "running");
  const found = running.find((each) => each.instanceId === instanceId || each.privateDnsName === node);
  if (!found) throw new ControlError(404, "NOT_FOUND", missingInstance(instanceId ?? node!, running));
  aws.interrupt(found.instanceId, kind);
  return { instanceId: found.instanceId, node: found.privateDnsName, kind };
}

function missingInstance(wanted: string, running: readonly Instance[]): string {
  const names = running.map((each) => `${each.privateDnsName} (${each.instanceId})`).join(", ");
  return `${wanted} is no running instance; these run: ${names || "none"}`;
}

function advance(clock: BoxClock, { body }: ControlRequest): unknown {
  const fields = fieldsOf(body, ["advance"]);
  const by = Duration.parse(required(fields, "advance"), "advance").milliseconds;
  if (!Number.isFinite(by)) throw new InvalidField("advance", fields["advance"], "a duration such as 1h");
  clock.jump(by);
  return { now: new Date(clock.now()).toISOString(), offsetMs: clock.offsetMs };
}

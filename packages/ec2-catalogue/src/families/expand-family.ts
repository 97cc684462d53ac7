import type { Ec2InstanceType } from "../ec2-instance-type.ts";
import { BRANCH_LADDERS } from "../ladders/branches.ts";
import { EBS_LADDERS } from "../ladders/ebs.ts";
import { INTERFACE_LADDERS } from "../ladders/interfaces.ts";
import { climb, parseLadders } from "../ladders/ladder.ts";
import { NETWORK_LADDERS } from "../ladders/network.ts";
import { parseAccelerators } from "./accelerator-table.ts";
import { ACCELERATORS } from "./accelerators.ts";
import { EXCEPTIONS } from "./exceptions.ts";
import type { Family } from "./family-table.ts";
import { encryptsTraffic, hasSpot, isBurstable, isCurrentGeneration, isXen } from "./family-traits.ts";

/** A type with its on-demand price in us-east-1. */
export interface PricedType {
  readonly type: Ec2InstanceType;
  readonly usdPerHour: number;
}

const interfaceLadders = parseLadders(INTERFACE_LADDERS);
const branchLadders = parseLadders(BRANCH_LADDERS);
const networkLadders = parseLadders(NETWORK_LADDERS);
const ebsLadders = parseLadders(EBS_LADDERS);
const accelerators = parseAccelerators(ACCELERATORS);
/** Overrides by type, then by column. */
const exceptions = parseExceptions(EXCEPTIONS);

const SMALL_SIZES: Readonly<Record<string, number>> = { nano: 1, micro: 1, small: 1, medium: 1, large: 2, xlarge: 4 };
const BURST_SIZES = ["nano", "micro", "small", "medium", "large", "xlarge", "2xlarge"];

/** Every type of a family, by the family's rules and the table of exceptions. */
export function expandFamily(family: Family): readonly PricedType[] {
  const virtual = family.sizes.filter((size) => size !== "metal");
  const largest = Math.max(...virtual.map((size) => vcpusOf(family, size)));
  return family.sizes.map((size) => expandType(family, size, size === "metal" ? largest : vcpusOf(family, size)));
}

function expandType(family: Family, size: string, usualVcpus: number): PricedType {
  const name = `${family.name}.${size}`;
  const own = exceptions.get(name) ?? new Map<string, string>();
  const number = (column: string, usual: number | undefined) => {
    const cell = own.get(column);
    return cell === undefined ? usual : cell === "-" ? undefined : Number(cell);
  };
  const bareMetal = size.startsWith("metal");
  const vcpus = number("vcpus", usualVcpus) ?? 0;
  const memoryMib = number("mib", usualMemoryMib(family, size, vcpus)) ?? 0;
  const onLadder = (column: string, ladders: typeof ebsLadders, ladder: string) =>
    number(column, optionalNumber(climb(ladders, ladder, size, vcpus)));
  const interfaces = own.get("interfaces") ?? climb(interfaceLadders, family.interfaces, size, vcpus) ?? "";
  const [maximumNetworkInterfaces = 0, ipv4AddressesPerInterface = 0] = interfaces.split("x").map(Number);
  const usualPrice = family.usdPerHour * (family.pricedPer === "gib" ? memoryMib / 1024 : vcpus);
  const efaFrom = family.efaFromVcpus ?? Infinity;
  const type: Ec2InstanceType = {
    name,
    family: family.name,
    size,
    architecture: family.maker === "aws" ? "arm64" : "x86_64",
    vcpus,
    memoryMib,
    cpuManufacturer: family.maker,
    clockGhz: family.clockGhz,
    hypervisor: bareMetal ? "" : isXen(family.name) ? "xen" : "nitro",
    bareMetal,
    burstable: isBurstable(family.name),
    currentGeneration: isCurrentGeneration(family.name),
    supportedUsageClasses: hasSpot(family.name) ? ["on-demand", "spot"] : ["on-demand"],
    maximumNetworkInterfaces,
    ipv4AddressesPerInterface,
    branchInterfaces: onLadder("branches", branchLadders, family.branches) ?? 0,
    networkMbps: onLadder("network", networkLadders, family.network),
    ebsMbps: onLadder("ebs", ebsLadders, family.ebs),
    localNvmeGb: number("nvme", usualNvmeGb(family, vcpus)),
    gpu: accelerators.get(name)?.gpu,
    accelerator: accelerators.get(name)?.accelerator,
    efaInterfaces: number("efa", vcpus >= efaFrom ? 1 : 0) ?? 0,
    encryptionInTransit: encryptsTraffic(family.name),
  };
  return { type, usdPerHour: number("usd", roundedPrice(usualPrice)) ?? 0 };
}

function vcpusOf(family: Family, size: string): number {
  if (family.gibPerVcpu === "burst" && family.name !== "t2" && ["nano", "micro", "small", "medium"].includes(size))
    return 2;
  if (family.name === "t2" && size === "medium") return 2;
  const small = SMALL_SIZES[size];
  if (small) return small;
  const multiple = /^(\d+)xlarge$|^metal-(\d+)xl$/.exec(size);
  return 4 * Number(multiple?.[1] ?? multiple?.[2] ?? 0);
}

function usualMemoryMib(family: Family, size: string, vcpus: number): number {
  if (family.gibPerVcpu === "burst") return 512 * 2 ** BURST_SIZES.indexOf(size);
  return Math.round(family.gibPerVcpu * vcpus * 1024);
}

function usualNvmeGb(family: Family, vcpus: number): number | undefined {
  return family.nvmeGbPerVcpu === undefined ? undefined : Math.trunc(family.nvmeGbPerVcpu * vcpus + 1e-6);
}

/** AWS publishes at most five decimals for these; equal machines must have exactly equal prices. */
function roundedPrice(usdPerHour: number): number {
  return Number(usdPerHour.toFixed(5));
}

function parseExceptions(table: string): ReadonlyMap<string, ReadonlyMap<string, string>> {
  const byType = new Map<string, ReadonlyMap<string, string>>();
  for (const line of table.trim().split("\n")) {
    const [name = "", ...cells] = line.split(/\s+/);
    byType.set(name, new Map(cells.map((cell) => cell.split("=") as [string, string])));
  }
  return byType;
}

function optionalNumber(cell: string | undefined): number | undefined {
  return cell === undefined ? undefined : Number(cell);
}

import { readFileSync, readdirSync, statSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { ec2InstanceType, ec2InstanceTypes, onDemandPricePerHour } from "./catalogue.ts";
import type { Ec2InstanceType } from "./ec2-instance-type.ts";
import { categoryAndGeneration } from "./families/family-traits.ts";

/** What EC2's DescribeInstanceTypes, the price list and Karpenter's table of branch interfaces said of us-east-1 in July 2026. */
const recorded = readTable(new URL("../testdata/us-east-1.tsv", import.meta.url).pathname);

const comparisons: readonly {
  column: string;
  atLeast: number;
  agrees: (row: Row, type: Ec2InstanceType) => boolean;
}[] = [
  { column: "vCPUs", atLeast: 0.97, agrees: (row, type) => type.vcpus === Number(row.vcpu) },
  { column: "memory", atLeast: 0.97, agrees: (row, type) => type.memoryMib === Number(row.memory_mib) },
  { column: "pods", atLeast: 0.97, agrees: (row, type) => podsOf(type) === Number(row.pods) },
  {
    column: "architecture",
    atLeast: 0.97,
    agrees: (row, type) => (type.architecture === "arm64" ? "arm64" : "amd64") === row.arch,
  },
  {
    column: "category and generation",
    atLeast: 0.97,
    agrees: (row, type) => {
      const { category, generation } = categoryAndGeneration(type.family);
      return category === row.category && generation === Number(row.generation);
    },
  },
  {
    column: "price within 1 %",
    atLeast: 0.95,
    agrees: (row, type) => {
      const real = Number(row.usd_per_hour_us_east_1);
      return Math.abs((onDemandPricePerHour(type.name, "us-east-1") ?? 0) - real) <= real * 0.01;
    },
  },
  { column: "branch interfaces", atLeast: 0.97, agrees: (row, type) => text(type.branchInterfaces) === row.pod_eni },
  { column: "network bandwidth", atLeast: 0.97, agrees: (row, type) => text(type.networkMbps) === row.network_mbps },
  { column: "EBS bandwidth", atLeast: 0.97, agrees: (row, type) => text(type.ebsMbps) === row.ebs_mbps },
  { column: "local NVMe", atLeast: 0.97, agrees: (row, type) => text(type.localNvmeGb) === row.local_nvme_gb },
  { column: "EFA interfaces", atLeast: 0.97, agrees: (row, type) => text(type.efaInterfaces) === row.efa },
  { column: "hypervisor", atLeast: 0.97, agrees: (row, type) => type.hypervisor === row.hypervisor },
  { column: "processor maker", atLeast: 0.97, agrees: (row, type) => type.cpuManufacturer === row.cpu_manufacturer },
  {
    column: "GPU",
    atLeast: 0.97,
    agrees: (row, { gpu }) =>
      row.gpu_name === (gpu?.name ?? "") &&
      row.gpu_manufacturer === (gpu?.manufacturer ?? "") &&
      row.gpu_count === (gpu ? String(gpu.count) : "") &&
      row.gpu_memory_mib === (gpu ? String(gpu.memoryMib) : ""),
  },
  {
    column: "accelerator",
    atLeast: 0.97,
    agrees: (row, { accelerator }) =>
      row.accelerator_name === (accelerator?.name ?? "") && row.accelerator_count === text(accelerator?.count ?? 0),
  },
];

test.for(comparisons)("$column agrees with what EC2 says", ({ column, atLeast, agrees }) => {
  const right = recorded.filter((row) => {
    const type = ec2InstanceType(row.instance_type ?? "");
    return type !== undefined && agrees(row, type);
  });
  const share = right.length / recorded.length;
  console.info(`${column}: ${right.length} of ${recorded.length} types agree (${(100 * share).toFixed(2)} %)`);
  expect(recorded).toHaveLength(1345);
  expect(share).toBeGreaterThanOrEqual(atLeast);
});

test("knows exactly the types that were recorded, in name order", () => {
  expect(ec2InstanceTypes().map((type) => type.name)).toEqual(recorded.map((row) => row.instance_type));
});

test("c6a.2xlarge is the reference page's node", () => {
  const type = ec2InstanceType("c6a.2xlarge")!;
  expect(type).toMatchObject({ vcpus: 8, memoryMib: 16384, branchInterfaces: 38, architecture: "x86_64" });
  expect(podsOf(type)).toBe(58);
  expect(onDemandPricePerHour("c6a.2xlarge", "us-east-1")).toBe(0.306);
});

test("c7a.medium is the reference page's cheapest replacement", () => {
  const type = ec2InstanceType("c7a.medium")!;
  expect(type).toMatchObject({ vcpus: 1, memoryMib: 2048, branchInterfaces: 4 });
  expect(podsOf(type)).toBe(8);
});

test("equal machines have exactly equal prices: two c6a.xlarge cost one c6a.2xlarge", () => {
  expect(onDemandPricePerHour("c6a.xlarge", "us-east-1")! * 2).toBe(onDemandPricePerHour("c6a.2xlarge", "us-east-1"));
});

test("an unknown type has no facts and no price", () => {
  expect(ec2InstanceType("c6a.tiny")).toBeUndefined();
  expect(onDemandPricePerHour("c6a.tiny", "us-east-1")).toBeUndefined();
});

test("rules and exceptions together stay below 80 KB", () => {
  const folder = new URL(".", import.meta.url).pathname;
  const sources = readdirSync(folder, { recursive: true, encoding: "utf8" }).filter(
    (file) => file.endsWith(".ts") && !file.endsWith(".test.ts"),
  );
  const bytes = sources.reduce((sum, file) => sum + statSync(join(folder, file)).size, 0);
  console.info(`catalogue: ${(bytes / 1024).toFixed(1)} KB of source`);
  expect(bytes).toBeLessThan(80 * 1024);
});

type Row = Readonly<Record<string, string>>;

function readTable(path: string): readonly Row[] {
  const [header = "", ...lines] = readFileSync(path, "utf8").trimEnd().split("\n");
  const columns = header.split("\t");
  return lines.map((line) => {
    const cells = line.split("\t");
    return Object.fromEntries(columns.map((column, index) => [column, cells[index] ?? ""]));
  });
}

/** Zero and absent are empty cells. */
function text(value: number | undefined): string {
  return value ? String(value) : "";
}

function podsOf(type: Ec2InstanceType): number {
  return type.maximumNetworkInterfaces * (type.ipv4AddressesPerInterface - 1) + 2;
}

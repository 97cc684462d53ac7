/**
 * One family of instance types, as a line of the family tables says it:
 * - maker: of the processor; `aws` means arm64, everything else x86_64.
 * - GHz: sustained clock speed, `-` where it is not published.
 * - GiB: memory per vCPU; `burst`: by size, from 0.5 GiB (nano) doubling to 32 GiB (2xlarge).
 * - USD/h: on-demand Linux price in us-east-1 per vCPU, or per GiB of memory (`0.0104/GiB`).
 * - interfaces, branches, network, ebs: names of ladders.
 * - NVMe: GB of local disk per vCPU. EFA: vCPUs from which on a type has an EFA interface.
 * - sizes: numbers are multiples of xlarge.
 */
export interface Family {
  readonly name: string;
  readonly maker: string;
  readonly clockGhz: number | undefined;
  readonly gibPerVcpu: number | "burst";
  readonly usdPerHour: number;
  readonly pricedPer: "vcpu" | "gib";
  readonly interfaces: string;
  readonly branches: string;
  readonly network: string;
  readonly ebs: string;
  readonly nvmeGbPerVcpu: number | undefined;
  readonly efaFromVcpus: number | undefined;
  readonly sizes: readonly string[];
}

const COLUMNS = 11;

export function parseFamilies(table: string): readonly Family[] {
  const [, ...lines] = table.trim().split("\n");
  return lines.map(parseFamily);
}

function parseFamily(line: string): Family {
  const [left = "", right = ""] = line.split("|");
  const cells = left.trim().split(/\s+/);
  if (cells.length !== COLUMNS) throw new Error(`a family has ${COLUMNS} columns: ${line}`);
  const [name, maker, ghz, gib, usd, interfaces, branches, network, ebs, nvme, efa] = cells as [
    string, string, string, string, string, string, string, string, string, string, string,
  ]; // prettier-ignore
  return {
    name,
    maker,
    clockGhz: optionalNumber(ghz),
    gibPerVcpu: gib === "burst" ? gib : Number(gib),
    usdPerHour: Number.parseFloat(usd),
    pricedPer: usd.endsWith("/GiB") ? "gib" : "vcpu",
    interfaces,
    branches,
    network,
    ebs,
    nvmeGbPerVcpu: optionalNumber(nvme),
    efaFromVcpus: optionalNumber(efa),
    sizes: right
      .trim()
      .split(/\s+/)
      .map((size) => (/^\d+$/.test(size) ? `${size}xlarge` : size)),
  };
}

function optionalNumber(cell: string): number | undefined {
  return cell === "-" ? undefined : Number(cell);
}

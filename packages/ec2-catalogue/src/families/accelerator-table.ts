import type { Ec2InstanceType } from "../ec2-instance-type.ts";

export type Accelerators = Pick<Ec2InstanceType, "gpu" | "accelerator">;

/** Reads lines of `family kind maker name memory-or-cores | size:count …`; the key is the type's name. */
export function parseAccelerators(table: string): ReadonlyMap<string, Accelerators> {
  const byType = new Map<string, Accelerators>();
  for (const line of table.trim().split("\n")) {
    const [left = "", right = ""] = line.split("|");
    const [family, kind, manufacturer, name, amount] = left.trim().split(/\s+/) as [
      string, string, string, string, string,
    ]; // prettier-ignore
    for (const entry of right.trim().split(/\s+/)) {
      const [size = "", counted = ""] = entry.split(":");
      const [count, own] = counted.split("/");
      const device = { name, manufacturer, count: Number(count) };
      byType.set(`${family}.${size}`, {
        gpu: kind === "gpu" ? { ...device, memoryMib: Number(own ?? amount) } : undefined,
        accelerator: kind === "npu" ? { ...device, cores: Number(amount) } : undefined,
      });
    }
  }
  return byType;
}

import { QUOTA_FAMILIES, type AwsSimulation } from "@inlay/box-aws";
import { InvalidField } from "@inlay/resources";
import type { ControlRequest } from "./control-server.ts";
import { fieldsOf, oneOf, required } from "./request-fields.ts";

const CAPACITY_TYPES = ["on-demand", "spot"] as const;

/** `{"family": "standard", "vcpus": 64}`: vCPUs that may run at once; null: no limit. */
export function setQuota(aws: AwsSimulation, { body }: ControlRequest): unknown {
  const fields = fieldsOf(body, ["family", "capacityType", "vcpus"]);
  const vcpus = fields["vcpus"];
  if (vcpus !== null && !(Number.isInteger(vcpus) && Number(vcpus) >= 0))
    throw new InvalidField("vcpus", vcpus, "a whole number of vCPUs, or null for no limit");
  const family = fields["family"] === undefined ? "standard" : oneOf(fields, "family", QUOTA_FAMILIES);
  const capacityType =
    fields["capacityType"] === undefined ? "on-demand" : oneOf(fields, "capacityType", CAPACITY_TYPES);
  aws.setQuota(family, capacityType, vcpus === null ? undefined : Number(vcpus));
  return { family, capacityType, vcpus };
}

/** `{"release": "20261201"}`, or `next`: a release of the EKS-optimized images comes out; what follows aliases and recommended images drifts. */
export function publishRelease(aws: AwsSimulation, { body }: ControlRequest): unknown {
  const wanted = required(fieldsOf(body, ["release"]), "release");
  const release = wanted === "next" ? weekAfter(aws.latestRelease("al2023")) : wanted;
  const kind = /^20\d{6}$/.test(release) ? "al2023" : /^\d+\.\d+\.\d+$/.test(release) ? "bottlerocket" : undefined;
  const [dated, numbered] = [aws.latestRelease("al2023"), aws.latestRelease("bottlerocket")];
  if (kind === undefined || !isLater(release, aws.latestRelease(kind)))
    throw new InvalidField(
      "release",
      release,
      `a release later than ${dated} (Amazon Linux 2023) or ${numbered} (Bottlerocket)`,
    );
  aws.publishRelease(release);
  return { release, kind };
}

/** @param release `20261105` */
function weekAfter(release: string): string {
  const [, year, month, day] = /^(\d{4})(\d{2})(\d{2})$/.exec(release)!;
  return new Date(Date.UTC(Number(year), Number(month) - 1, Number(day) + 7))
    .toISOString()
    .slice(0, 10)
    .replaceAll("-", "");
}

function isLater(release: string, latest: string): boolean {
  const [a, b] = [release.split(".").map(Number), latest.split(".").map(Number)];
  for (const [index, part] of a.entries()) if (part !== b[index]) return part > (b[index] ?? 0);
  return false;
}

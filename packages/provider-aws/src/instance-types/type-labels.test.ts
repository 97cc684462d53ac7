import { expect, test } from "vitest";
import { amiFamilyOf } from "../images/ami-family.ts";
import { sampleFacts, sampleNodeClass } from "../testing/samples.ts";
import { typeLabels } from "./type-labels.ts";

const linux = amiFamilyOf(sampleNodeClass().spec);
const labelsOf = (name: string) => Object.fromEntries(typeLabels(sampleFacts(name), linux, "us-east-1"));
const k = (name: string) => `karpenter.k8s.aws/instance-${name}`;

test("a general purpose type has its facts as labels", () => {
  expect(labelsOf("c6a.2xlarge")).toMatchObject({
    "node.kubernetes.io/instance-type": ["c6a.2xlarge"],
    "kubernetes.io/arch": ["amd64"],
    "kubernetes.io/os": ["linux"],
    "topology.kubernetes.io/region": ["us-east-1"],
    [k("category")]: ["c"],
    [k("generation")]: ["6"],
    [k("family")]: ["c6a"],
    [k("size")]: ["2xlarge"],
    [k("cpu")]: ["8"],
    [k("cpu-manufacturer")]: ["amd"],
    [k("cpu-sustained-clock-speed-mhz")]: ["3600"],
    [k("memory")]: ["16384"],
    [k("ebs-bandwidth")]: ["10000"],
    [k("network-bandwidth")]: ["3125"],
    [k("hypervisor")]: ["nitro"],
    [k("capability-flex")]: ["false"],
    [k("encryption-in-transit-supported")]: ["true"],
    [k("tenancy")]: ["default", "dedicated"],
  });
});

test("what a type lacks is said to be missing", () => {
  const labels = labelsOf("c6a.2xlarge");
  for (const missing of ["gpu-name", "gpu-count", "local-nvme", "accelerator-count"])
    expect(labels[k(missing)]).toEqual([]);
});

test("GPUs, accelerators, disks and flex types are told", () => {
  expect(labelsOf("g5.xlarge")).toMatchObject({
    [k("gpu-name")]: ["a10g"],
    [k("gpu-manufacturer")]: ["nvidia"],
    [k("gpu-count")]: ["1"],
    [k("gpu-memory")]: ["22888"],
    [k("local-nvme")]: ["250"],
  });
  expect(labelsOf("trn1.2xlarge")[k("accelerator-manufacturer")]).toEqual(["aws"]);
  expect(labelsOf("m7i-flex.large")[k("capability-flex")]).toEqual(["true"]);
});

test("names with a terabyte in them have a category and a generation too", () => {
  expect(labelsOf("u-6tb1.112xlarge")).toMatchObject({ [k("category")]: ["u"], [k("generation")]: ["1"] });
});

import type { AwsClients, Subnet } from "@inlay/aws";
import { expect, test } from "vitest";
import { handClock } from "../testing/hand-clock.ts";
import { sampleNodeClass } from "../testing/samples.ts";
import { Subnets } from "./subnets.ts";

const HOUR_MS = 3_600_000;
const described: readonly Subnet[] = [
  { SubnetId: "subnet-a1", AvailabilityZone: "us-east-1a", AvailableIpAddressCount: 5 },
  { SubnetId: "subnet-a2", AvailabilityZone: "us-east-1a", AvailableIpAddressCount: 7 },
  { SubnetId: "subnet-b", AvailabilityZone: "us-east-1b", AvailableIpAddressCount: 2 },
];
const aws: AwsClients = {
  region: "us-east-1",
  call: () => Promise.resolve({ Subnets: described } as never),
  clusterToken: () => Promise.reject(new Error("not asked for here")),
  close: () => {},
};
const base = sampleNodeClass();
const nodeClass = {
  ...base,
  status: {
    ...base.status,
    subnets: described.map((subnet) => ({ id: subnet.SubnetId!, zone: subnet.AvailabilityZone! })),
  },
};

test("addresses left are told by zone, launches under way deducted, until EC2's word is too old", async () => {
  const clock = handClock();
  const subnets = new Subnets(aws, clock, 60_000);
  expect(subnets.leftByZone(nodeClass)).toBeUndefined();
  await subnets.find(nodeClass, new AbortController().signal);
  expect(subnets.leftByZone(nodeClass)).toEqual({ "us-east-1a": 12, "us-east-1b": 2 });
  subnets.deduct("subnet-a1", 3);
  subnets.deduct("subnet-b", 9);
  expect(subnets.leftByZone(nodeClass)).toEqual({ "us-east-1a": 9, "us-east-1b": 0 });
  await clock.advance(HOUR_MS);
  expect(subnets.leftByZone(nodeClass)).toBeUndefined();
});

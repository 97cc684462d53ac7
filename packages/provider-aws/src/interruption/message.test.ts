import { expect, test } from "vitest";
import { parseInterruption } from "./message.ts";

const event = (source: string, type: string, detail: object) =>
  JSON.stringify({ version: "0", source, "detail-type": type, time: "2026-11-01T12:00:00Z", detail });
const id = { "instance-id": "i-1" };

test.for([
  ["aws.ec2", "EC2 Spot Instance Interruption Warning", id, "spot_interrupted"],
  ["aws.ec2", "EC2 Instance Rebalance Recommendation", id, "rebalance_recommendation"],
  ["aws.ec2", "EC2 Instance State-change Notification", { ...id, state: "stopping" }, "instance_stopped"],
  ["aws.ec2", "EC2 Instance State-change Notification", { ...id, state: "shutting-down" }, "instance_terminated"],
  ["aws.ec2", "EC2 Capacity Reservation Instance Interruption Warning", id, "capacity_reservation_interrupted"],
] as const)("%s / %s is %s", ([source, type, detail, kind]) => {
  expect(parseInterruption(event(source, type, detail))).toEqual({
    kind,
    instanceIds: ["i-1"],
    at: Date.UTC(2026, 10, 1, 12),
  });
});

test("a health event names every machine that it concerns", () => {
  const detail = {
    service: "EC2",
    eventTypeCategory: "scheduledChange",
    affectedEntities: [{ entityValue: "i-1" }, { entityValue: "i-2" }],
  };
  expect(parseInterruption(event("aws.health", "AWS Health Event", detail))).toMatchObject({
    kind: "scheduled_change",
    instanceIds: ["i-1", "i-2"],
  });
});

test.for([
  ["", "an empty body"],
  ["{}", "an event without version"],
  [
    event("aws.ec2", "EC2 Instance State-change Notification", { ...id, state: "running" }),
    "a state that ends nothing",
  ],
  [
    event("aws.health", "AWS Health Event", { service: "RDS", eventTypeCategory: "scheduledChange" }),
    "another service",
  ],
  [event("aws.s3", "Object Created", {}), "something else"],
] as const)("%#: nothing is done", ([body]) => {
  expect(parseInterruption(body)).toMatchObject({ kind: "no_op", instanceIds: [] });
});

test("what is not JSON is told", () => {
  expect(() => parseInterruption("hello")).toThrow(expect.objectContaining({ code: "MESSAGE_UNREADABLE" }));
  expect(() => parseInterruption("7")).toThrow(expect.objectContaining({ code: "MESSAGE_UNREADABLE" }));
});

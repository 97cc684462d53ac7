import type { Pod } from "@inlay/resources";
import { expect, test } from "vitest";
import { SteppedClock } from "../../testing/stepped-clock.ts";
import { podInfo, type PodInfo } from "../cluster-state/pod-info.ts";
import { SchedulingQueue } from "./scheduling-queue.ts";

function info(name: string, priority = 0): PodInfo {
  const metadata = {
    name,
    uid: name,
    resourceVersion: "1",
    creationTimestamp: "2026-01-01T00:00:00Z",
    namespace: "default",
  };
  const pod: Pod = { apiVersion: "v1", kind: "Pod", metadata, spec: { priority, containers: [{ name: "c" }] } };
  return podInfo(pod);
}
const nameOf = (queue: SchedulingQueue) => queue.pop()?.info.pod.metadata.name;

function queueWith(...infos: readonly PodInfo[]) {
  const clock = new SteppedClock();
  let woken = 0;
  const queue = new SchedulingQueue(clock, () => void woken++);
  for (const each of infos) queue.add(each);
  return { clock, queue, woken: () => woken };
}

test("important pods come first, equal ones in the order in which they came", () => {
  const { queue } = queueWith(info("a"), info("b", 10), info("c"), info("d", 10));
  expect([nameOf(queue), nameOf(queue), nameOf(queue), nameOf(queue), nameOf(queue)]).toEqual([
    "b",
    "d",
    "a",
    "c",
    undefined,
  ]);
});

test("an unschedulable pod waits for an event that could help it, and then for its backoff", async () => {
  const { clock, queue } = queueWith(info("a"));
  queue.unschedulable(queue.pop()!);
  queue.move(() => false);
  await clock.pass(60_000);
  expect(queue.pop()).toBeUndefined();
  queue.move(() => true);
  const second = queue.pop()!;
  expect(second.attempts).toBe(2);
  queue.unschedulable(second);
  queue.move(() => true);
  expect(queue.pop()).toBeUndefined();
  await clock.pass(1_900);
  expect(queue.pop()).toBeUndefined();
  await clock.pass(200);
  expect(nameOf(queue)).toBe("a");
});

test("after five minutes a pod is tried again without any event", async () => {
  const { clock, queue, woken } = queueWith(info("a"));
  queue.unschedulable(queue.pop()!);
  const before = woken();
  await clock.pass(5 * 60_000 + 30_000);
  expect(woken()).toBe(before + 1);
  expect(nameOf(queue)).toBe("a");
});

test("a deleted pod is forgotten wherever it waits", async () => {
  const { clock, queue } = queueWith(info("a"), info("b"), info("c"));
  const first = queue.pop()!;
  queue.unschedulable(first);
  queue.retry(queue.pop()!);
  for (const uid of ["a", "b", "c"]) queue.delete(uid);
  expect(queue.waiting).toBe(0);
  await clock.pass(600_000);
  expect(queue.pop()).toBeUndefined();
});

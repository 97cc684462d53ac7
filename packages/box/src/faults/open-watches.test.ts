import { expect, test } from "vitest";
import { ADMIN, type KubernetesCall, type KubernetesCallGate } from "@inlay/box-kubernetes";
import { OpenWatches } from "./open-watches.ts";

const call = (verb: KubernetesCall["verb"], resource: string): KubernetesCall => ({
  verb,
  group: "",
  resource,
  subresource: "",
  namespace: "",
  name: "",
  user: ADMIN,
  userAgent: "",
});
const PASSING: KubernetesCallGate = { before: async () => ({ kind: "pass" }), after: async () => ({ kind: "pass" }) };

test("open watches of a resource are cut, others go on until their client leaves", async () => {
  const watches = new OpenWatches(PASSING);
  const client = new AbortController();
  const pods = watches.after(call("watch", "pods"), client.signal);
  const nodes = watches.after(call("watch", "nodes"), client.signal);
  await Promise.resolve();
  expect(watches.cut("pods")).toBe(1);
  expect(await pods).toEqual({ kind: "cut" });
  client.abort();
  expect(await nodes).toEqual({ kind: "pass" });
  expect(watches.cut()).toBe(0);
});

test("what is no watch, and what a fault ends, is not held", async () => {
  const cutting: KubernetesCallGate = { ...PASSING, after: async () => ({ kind: "cut" }) };
  const never = new AbortController().signal;
  expect(await new OpenWatches(PASSING).after(call("list", "pods"), never)).toEqual({ kind: "pass" });
  expect(await new OpenWatches(cutting).after(call("watch", "pods"), never)).toEqual({ kind: "cut" });
});

import { expect, test } from "vitest";
import { BASELINE } from "./baseline-checks.ts";
import { labelFaults, policyOf } from "./levels.ts";
import { RESTRICTED } from "./restricted-checks.ts";

const judge = (id: string, spec: object) =>
  [...BASELINE, ...RESTRICTED].find((check) => check.id === id)!.judge(spec)?.detail;

test("what a namespace enforces it also warns of, unless it says otherwise", () => {
  const enforce = { "pod-security.kubernetes.io/enforce": "baseline" };
  expect(policyOf(enforce).warn).toEqual({ level: "baseline", version: "latest" });
  expect(policyOf({ ...enforce, "pod-security.kubernetes.io/warn": "privileged" }).warn.level).toBe("privileged");
  expect(policyOf({}).enforce.level).toBe("privileged");
});

test("a level that nobody knows is refused, and counts as the strictest meanwhile", () => {
  const labels = { "pod-security.kubernetes.io/enforce": "foo" };
  expect(labelFaults(labels)).toHaveLength(1);
  expect(policyOf(labels).enforce.level).toBe("restricted");
});

test("ports of the host are told with the containers that use them", () => {
  const port = (name: string, hostPort: number) => ({ name, ports: [{ containerPort: 1, hostPort }] });
  expect(judge("hostPorts", { containers: [port("a", 80), port("b", 81), port("c", 0)] })).toBe(
    'containers "a", "b" use hostPorts 80, 81',
  );
});

test("a container may undo what the pod says of its user", () => {
  const pod = { securityContext: { runAsNonRoot: true } };
  expect(judge("runAsNonRoot", { ...pod, containers: [{ name: "a" }] })).toBeUndefined();
  expect(judge("runAsNonRoot", { ...pod, containers: [{ name: "a", securityContext: { runAsNonRoot: false } }] })).toBe(
    'container "a" must not set securityContext.runAsNonRoot=false',
  );
});

test("seccomp: the pod's profile stands for containers without one", () => {
  const safe = { seccompProfile: { type: "RuntimeDefault" } };
  expect(judge("seccompProfile_restricted", { securityContext: safe, containers: [{ name: "a" }] })).toBeUndefined();
  const open = { name: "a", securityContext: { seccompProfile: { type: "Unconfined" } } };
  expect(judge("seccompProfile_restricted", { securityContext: safe, containers: [open] })).toBe(
    'container "a" must not set securityContext.seccompProfile.type to "Unconfined"',
  );
});

import { expect, test } from "vitest";
import { parseProviderOptions, PROVIDER_OPTION_TABLE } from "./provider-options.ts";

test("only the cluster's name has no default", () => {
  expect(() => parseProviderOptions({}, {})).toThrow("--cluster-name");
  expect(parseProviderOptions({}, { CLUSTER_NAME: "c" })).toMatchObject({
    clusterName: "c",
    clusterEndpoint: "",
    isolatedVpc: false,
    vmMemoryOverheadPercent: 0.075,
    reservedEnis: 0,
    interruptionQueue: "",
    amiRefreshIntervalMs: 60_000,
  });
});

test("a flag wins over the environment", () => {
  expect(parseProviderOptions({ "cluster-name": "flag" }, { CLUSTER_NAME: "env" }).clusterName).toBe("flag");
});

test("every flag is its variable in kebab case", () => {
  for (const { flag, env } of Object.values(PROVIDER_OPTION_TABLE))
    expect(flag).toBe(env.toLowerCase().replaceAll("_", "-"));
});

test.for([
  ["cluster-endpoint", "10.0.0.1", "an absolute URL"],
  ["vm-memory-overhead-percent", "-1", "not negative"],
  ["reserved-enis", "two", "whole number"],
  ["ami-refresh-interval", "10s", "at least 1m"],
  ["isolated-vpc", "yes", "true or false"],
  ["enable-zonal-shift", "true", "not supported yet"],
] as const)("--%s=%s is refused with what is accepted", ([flag, value, accepted]) => {
  expect(() => parseProviderOptions({ "cluster-name": "c", [flag]: value }, {})).toThrow(accepted);
});

test("a memory overhead in the environment that is no number counts as not set", () => {
  const environment = { CLUSTER_NAME: "c", VM_MEMORY_OVERHEAD_PERCENT: "much" };
  expect(parseProviderOptions({}, environment).vmMemoryOverheadPercent).toBe(0.075);
});

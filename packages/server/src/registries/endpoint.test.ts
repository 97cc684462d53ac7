import { expect, test } from "vitest";
import { registryEndpoint } from "./endpoint.ts";

test.each([
  ["https://10.0.0.1/charts/", "https://10.0.0.1/charts"],
  ["10.0.0.1:5000", "https://10.0.0.1:5000"],
  ["http://[fd00::1]:8080", "http://[fd00::1]:8080"],
])("%s is kept as %s", async (given, kept) => {
  expect(await registryEndpoint(given, "spec.endpoint")).toBe(kept);
});

test.each([
  "http://169.254.169.254/latest/meta-data",
  "http://2852039166/",
  "http://0xa9fea9fe",
  "http://0251.0376.0251.0376",
  "https://[::ffff:169.254.169.254]",
  "https://[fe80::1]",
  "https://[fd00:ec2::254]",
  "https://metadata.google.internal",
  "http://0.0.0.0",
])("%s is no place for a registry", async (given) => {
  await expect(registryEndpoint(given, "spec.endpoint")).rejects.toThrow("neither link-local nor");
});

test.each(["ftp://10.0.0.1", "https://user:secret@10.0.0.1", "https://", "not a host"])(
  "%j is no address",
  async (given) => {
    await expect(registryEndpoint(given, "spec.endpoint")).rejects.toThrow("spec.endpoint: Invalid value");
  },
);

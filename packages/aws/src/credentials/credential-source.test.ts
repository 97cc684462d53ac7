import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { credentialSource } from "./credential-source.ts";

let folder: string;
let tokenFile: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "inlay-credentials-"));
  tokenFile = join(folder, "token");
  await writeFile(tokenFile, "first-token\n");
});
afterEach(() => rm(folder, { recursive: true }));

const chain = async () => ({ accessKeyId: "CHAIN", secretAccessKey: "s" });
const role = () => ({ AWS_ROLE_ARN: "arn:aws:iam::1:role/r", AWS_WEB_IDENTITY_TOKEN_FILE: tokenFile });

test("a pod's web identity is exchanged for credentials of its role, once for all callers", async () => {
  const assume = vi.fn(async () => ({ accessKeyId: "ASIA", secretAccessKey: "s", expiration: new Date(3_600_000) }));
  const source = credentialSource(role(), assume, chain, () => 0);
  expect((await Promise.all([source(), source()])).map((c) => c.accessKeyId)).toEqual(["ASIA", "ASIA"]);
  await source();
  expect(assume).toHaveBeenCalledTimes(1);
  expect(assume).toHaveBeenCalledWith(expect.objectContaining({ token: "first-token" }));
});

test("five minutes before they end, credentials are fetched again with the token of that moment", async () => {
  let now = 0;
  const assume = vi.fn(async () => ({ accessKeyId: "A", secretAccessKey: "s", expiration: new Date(now + 3_600_000) }));
  const source = credentialSource(role(), assume, chain, () => now);
  await source();
  await writeFile(tokenFile, "second-token");
  now = 3_600_000 - 5 * 60_000;
  await source();
  expect(assume).toHaveBeenLastCalledWith(expect.objectContaining({ token: "second-token" }));
});

test("credentials that AWS calls expired are fetched again, once for all calls that were refused", async () => {
  const assume = vi.fn(async () => ({ accessKeyId: "A", secretAccessKey: "s", expiration: new Date(3_600_000) }));
  const source = credentialSource(role(), assume, chain, () => 0);
  const used = await source();
  expect(source.expired(used)).toBe(true);
  await source();
  expect(source.expired(used)).toBe(true);
  await source();
  expect(assume).toHaveBeenCalledTimes(2);
});

test("keys that do not change cannot be fetched again", () => {
  const keys = { AWS_ACCESS_KEY_ID: "AKIA", AWS_SECRET_ACCESS_KEY: "secret" };
  expect(credentialSource(keys, vi.fn(), chain).expired({ accessKeyId: "AKIA", secretAccessKey: "secret" })).toBe(
    false,
  );
});

test("a failed exchange is tried again at the next call", async () => {
  const assume = vi
    .fn()
    .mockRejectedValueOnce(new Error("no"))
    .mockResolvedValueOnce({ accessKeyId: "ASIA", secretAccessKey: "s" });
  const source = credentialSource(role(), assume, chain, () => 0);
  await expect(source()).rejects.toThrow("no");
  await expect(source()).resolves.toMatchObject({ accessKeyId: "ASIA" });
});

test("keys in the environment win over a web identity", async () => {
  const keys = { AWS_ACCESS_KEY_ID: "AKIA", AWS_SECRET_ACCESS_KEY: "secret" };
  expect((await credentialSource({ ...role(), ...keys }, vi.fn(), chain)()).accessKeyId).toBe("AKIA");
});

test("with nothing in the environment the SDK's chain is asked", async () => {
  expect((await credentialSource({}, vi.fn(), chain)()).accessKeyId).toBe("CHAIN");
});

import { afterEach, beforeEach, expect, test } from "vitest";
import { listenForPods, type PodCredentials, type PodIdentityAgent } from "./pod-identity-agent.ts";

const GOOD: PodCredentials = {
  credentials: {
    accessKeyId: "ASIA",
    secretAccessKey: "secret",
    sessionToken: "session",
    expiration: new Date(1_800_000_000_000),
  },
  assumedRoleUser: { arn: "arn:aws:sts::123456789012:assumed-role/reader/eks-1" },
};
let agent: PodIdentityAgent;
beforeEach(async () => {
  agent = await listenForPods(async (token) => {
    if (token === "good") return GOOD;
    const code = token === "unknown" ? "ResourceNotFoundException" : "InvalidTokenException";
    throw Object.assign(new Error("no association"), { code });
  });
});
afterEach(() => agent.close());

const ask = (token: string | undefined, path = "") =>
  fetch(`${agent.url}${path}`, token === undefined ? {} : { headers: { authorization: token } });

test("a pod's token is exchanged for credentials in the words that SDKs read", async () => {
  expect(await (await ask("good")).json()).toEqual({
    AccessKeyId: "ASIA",
    SecretAccessKey: "secret",
    Token: "session",
    AccountId: "123456789012",
    Expiration: "2027-01-15T08:00:00.000Z",
  });
});

test("without a token, with one that is no good, for an account without association, or elsewhere there are none", async () => {
  const statuses = [];
  for (const answer of [await ask(undefined), await ask("bad"), await ask("unknown"), await ask("good", "/x")])
    statuses.push(answer.status);
  expect(statuses).toEqual([400, 400, 404, 404]);
});

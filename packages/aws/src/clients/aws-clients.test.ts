import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { createAwsClients } from "./aws-clients.ts";
import type { AwsCallRecord, AwsClients } from "./aws-clients.ts";

/** Answers of a server on loopback, one after the other; the last one stays. */
type Answer = { readonly status: number; readonly body: string } | "hang";

let answers: Answer[];
let requests: { readonly body: string; readonly headers: Readonly<Record<string, unknown>> }[];
let server: ReturnType<typeof createServer>;
let endpoint: string;
let calls: AwsCallRecord[];
let clients: AwsClients | undefined;

beforeEach(async () => {
  requests = [];
  calls = [];
  server = createServer((request, response) => {
    let body = "";
    request.on("data", (chunk: Buffer) => (body += chunk.toString()));
    request.on("end", () => {
      requests.push({ body, headers: request.headers });
      const answer = answers.length > 1 ? answers.shift()! : answers[0]!;
      if (answer === "hang") return;
      response.writeHead(answer.status, { "content-type": "text/xml" }).end(answer.body);
    });
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  endpoint = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});
afterEach(() => {
  clients?.close();
  server.closeAllConnections();
  server.close();
});

function connect(environment: Readonly<Record<string, string>> = {}): AwsClients {
  clients = createAwsClients({
    region: "us-east-1",
    environment: {
      AWS_ENDPOINT_URL: endpoint,
      AWS_ACCESS_KEY_ID: "AKIATEST",
      AWS_SECRET_ACCESS_KEY: "secret",
      ...environment,
    },
    userAgent: "karpenter.sh-1.14.1",
    onCall: (call) => calls.push(call),
  });
  return clients;
}

const ec2Error = (code: string, status = 400): Answer => ({
  status,
  body: `<Response><Errors><Error><Code>${code}</Code><Message>text of ${code}</Message></Error></Errors><RequestID>r-1</RequestID></Response>`,
});
const noSubnets: Answer = {
  status: 200,
  body: `<DescribeSubnetsResponse xmlns="http://ec2.amazonaws.com/doc/2016-11-15/"><subnetSet/></DescribeSubnetsResponse>`,
};

test("sends a call to AWS_ENDPOINT_URL, signed, with the user agent", async () => {
  answers = [noSubnets];
  await expect(connect().call("ec2", "DescribeSubnets", {})).resolves.toMatchObject({ Subnets: [] });
  expect(requests[0]?.body).toContain("Action=DescribeSubnets");
  expect(String(requests[0]?.headers.authorization)).toContain("/us-east-1/ec2/aws4_request");
  expect(String(requests[0]?.headers["user-agent"])).toContain("karpenter.sh-1.14.1");
  expect(calls).toMatchObject([{ service: "ec2", operation: "DescribeSubnets", error: undefined, attempts: 1 }]);
});

test("a session that AWS calls expired is renewed from the web identity, and the call goes on", async () => {
  const folder = await mkdtemp(join(tmpdir(), "inlay-clients-"));
  await writeFile(join(folder, "token"), "web-identity");
  const assumed = (key: string): Answer => ({
    status: 200,
    body: `<AssumeRoleWithWebIdentityResponse><AssumeRoleWithWebIdentityResult><Credentials><AccessKeyId>${key}</AccessKeyId><SecretAccessKey>s</SecretAccessKey><SessionToken>t</SessionToken><Expiration>2099-01-01T00:00:00Z</Expiration></Credentials></AssumeRoleWithWebIdentityResult></AssumeRoleWithWebIdentityResponse>`,
  });
  answers = [assumed("ASIAONE"), ec2Error("RequestExpired"), assumed("ASIATWO"), noSubnets];
  const environment = { AWS_ACCESS_KEY_ID: "", AWS_ROLE_ARN: "arn:aws:iam::1:role/r" };
  const aws = connect({ ...environment, AWS_WEB_IDENTITY_TOKEN_FILE: join(folder, "token") });
  await expect(aws.call("ec2", "DescribeSubnets", {}, { retries: "none" })).resolves.toMatchObject({ Subnets: [] });
  expect(requests.map(({ headers }) => /Credential=(\w+)/.exec(String(headers.authorization))?.[1])).toEqual([
    undefined,
    "ASIAONE",
    undefined,
    "ASIATWO",
  ]);
  await rm(folder, { recursive: true });
});

test("throttling is tried three times, then thrown as retryable", async () => {
  answers = [ec2Error("RequestLimitExceeded", 503)];
  await expect(connect().call("ec2", "DescribeSubnets", {})).rejects.toMatchObject({
    code: "RequestLimitExceeded",
    message: "text of RequestLimitExceeded",
    retryable: true,
    operation: "ec2.DescribeSubnets",
  });
  expect(requests).toHaveLength(3);
  expect(calls).toMatchObject([{ error: "RequestLimitExceeded", attempts: 3 }]);
});

test("a dry run is tried once", async () => {
  answers = [ec2Error("RequestLimitExceeded", 503)];
  await expect(connect().call("ec2", "DescribeSubnets", {}, { retries: "none" })).rejects.toMatchObject({
    status: 503,
  });
  expect(requests).toHaveLength(1);
});

test("gives up at the deadline", async () => {
  answers = ["hang"];
  await expect(connect().call("ec2", "DescribeSubnets", {}, { deadlineMs: 50 })).rejects.toMatchObject({
    code: "DeadlineExceeded",
    retryable: true,
  });
});

test("stops at the caller's signal, with its reason", async () => {
  answers = ["hang"];
  const controller = new AbortController();
  const call = connect().call("ec2", "DescribeSubnets", {}, { signal: controller.signal });
  controller.abort(new Error("shutting down"));
  await expect(call).rejects.toThrow("shutting down");
});

test("with the loopback guard, an endpoint elsewhere is never called", async () => {
  const elsewhere = connect({ INLAY_REQUIRE_LOOPBACK_AWS: "true", AWS_ENDPOINT_URL: "http://192.0.2.1:9" });
  await expect(elsewhere.call("ec2", "DescribeSubnets", {})).rejects.toMatchObject({ code: "NOT_LOOPBACK" });
});

test("with the loopback guard, the box's endpoint is called", async () => {
  answers = [noSubnets];
  await expect(
    connect({ INLAY_REQUIRE_LOOPBACK_AWS: "true" }).call("ec2", "DescribeSubnets", {}),
  ).resolves.toBeDefined();
});

test("a pod's web identity becomes the credentials of its calls", async () => {
  const folder = await mkdtemp(join(tmpdir(), "inlay-aws-"));
  try {
    await writeFile(join(folder, "token"), "the-token");
    answers = [
      {
        status: 200,
        body: `<AssumeRoleWithWebIdentityResponse xmlns="https://sts.amazonaws.com/doc/2011-06-15/"><AssumeRoleWithWebIdentityResult><Credentials><AccessKeyId>ASIAROLE</AccessKeyId><SecretAccessKey>s</SecretAccessKey><SessionToken>t</SessionToken><Expiration>2100-01-01T00:00:00Z</Expiration></Credentials></AssumeRoleWithWebIdentityResult></AssumeRoleWithWebIdentityResponse>`,
      },
      noSubnets,
    ];
    const pod = connect({
      AWS_ACCESS_KEY_ID: "",
      AWS_ROLE_ARN: "arn:aws:iam::123456789012:role/karpenter",
      AWS_WEB_IDENTITY_TOKEN_FILE: join(folder, "token"),
    });
    await pod.call("ec2", "DescribeSubnets", {});
    expect(requests[0]?.body).toContain("WebIdentityToken=the-token");
    expect(String(requests[1]?.headers.authorization)).toContain("Credential=ASIAROLE/");
    expect(requests[1]?.headers["x-amz-security-token"]).toBe("t");
  } finally {
    await rm(folder, { recursive: true });
  }
});

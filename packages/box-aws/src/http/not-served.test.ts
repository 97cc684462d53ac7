import { expect, test } from "vitest";
import { createAwsSimulation, listen } from "../index.ts";
import { manualClock } from "../time/test-clock.ts";

test("a service that is not served says so in S3's form, which the aws CLI shows", async () => {
  const server = await listen(createAwsSimulation({ clock: manualClock(), seed: 1, speed: 1 }));
  const scope = "AKIA/20261124/us-east-1/s3/aws4_request";
  const authorization = `AWS4-HMAC-SHA256 Credential=${scope}, SignedHeaders=host, Signature=00`;
  const answer = await fetch(server.url, { headers: { authorization, "x-amz-date": "20261124T000000Z" } });
  expect(answer.status).toBe(501);
  expect(await answer.text()).toContain("<Code>NotImplemented</Code><Message>s3 is not served by this simulation");
  await server.close();
});

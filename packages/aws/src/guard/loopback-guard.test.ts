import { expect, test } from "vitest";
import { requireLoopback } from "./loopback-guard.ts";

test.for(["127.0.0.1", "127.8.8.8", "localhost", "::1", "[::1]"])("%s is on this machine", (host) => {
  expect(() => requireLoopback(host)).not.toThrow();
});

test.for(["ec2.us-east-1.amazonaws.com", "127.0.0.1.example.com", "10.0.0.1", "169.254.169.254", "localhost.example"])(
  "%s is refused",
  (host) => {
    expect(() => requireLoopback(host)).toThrow(expect.objectContaining({ code: "NOT_LOOPBACK" }));
  },
);

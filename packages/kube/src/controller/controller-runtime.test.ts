import { seededRandom, systemClock } from "@inlay/resources";
import { expect, test, vi } from "vitest";
import { KubeApiError, ObjectGone } from "../client/kube-api-error.ts";
import { jsonLogger } from "../logging/json-logger.ts";
import { Metrics } from "../metrics/metrics.ts";
import type { ControllerDefinition } from "./controller.ts";
import { runControllers } from "./controller-runtime.ts";

function runtime() {
  const lines: string[] = [];
  const logger = jsonLogger({ level: "INFO", commit: "abc", now: () => 0, write: (line) => lines.push(line) });
  const metrics = new Metrics();
  return { lines, metrics, dependencies: { clock: systemClock, random: seededRandom(1), logger, metrics } };
}

function definition(
  reconcile: ControllerDefinition["reconcile"],
  keys: readonly string[],
  concurrency = 2,
): ControllerDefinition {
  return {
    name: "nodeclaim.lifecycle",
    forKind: { group: "karpenter.sh", kind: "NodeClaim" },
    concurrency,
    sources: (enqueue) => {
      for (const key of keys) enqueue(key);
      return () => {};
    },
    reconcile,
    backoff: { baseMs: 1, maxMs: 5 },
  };
}

test("a line of a reconcile stands in the order of the reference page", async () => {
  const { lines, dependencies } = runtime();
  const stop = new AbortController();
  const controller = definition(
    (_, { logger }) => Promise.resolve(logger.info("launched nodeclaim", { zone: "z" })),
    ["n"],
  );
  const running = runControllers([controller], [], dependencies, stop.signal);
  await vi.waitFor(() => expect(lines).toHaveLength(3));
  stop.abort();
  await running.stopped();
  expect(Object.keys(JSON.parse(lines[2]!) as object)).toEqual([
    "level", "time", "logger", "message", "commit", "controller", "controllerGroup", "controllerKind", "NodeClaim",
    "namespace", "name", "reconcileID", "zone",
  ]); // prettier-ignore
});

test("the log tells which controllers start, as controller-runtime does", async () => {
  const { lines, dependencies } = runtime();
  const stop = new AbortController();
  const singleton = { name: "disruption", reconcile: () => Promise.resolve({ requeueAfterMs: 60_000 }) };
  const controller = definition(() => Promise.resolve(), [], 10);
  const running = runControllers([controller], [singleton], dependencies, stop.signal);
  stop.abort();
  await running.stopped();
  const kind = '"controller":"nodeclaim.lifecycle","controllerGroup":"karpenter.sh","controllerKind":"NodeClaim"';
  expect(lines.map((line) => line.slice(line.indexOf('"message"')).trim())).toEqual([
    `"message":"Starting Controller","commit":"abc",${kind}}`,
    `"message":"Starting workers","commit":"abc",${kind},"worker count":10}`,
    '"message":"Starting Controller","commit":"abc","controller":"disruption"}',
    '"message":"Starting workers","commit":"abc","controller":"disruption","worker count":1}',
  ]);
});

test("a failure is logged and tried again; what has changed or gone meanwhile is tried again quietly", async () => {
  const { lines, metrics, dependencies } = runtime();
  const stop = new AbortController();
  const failures = [new Error("boom"), new KubeApiError(409, "Conflict", "changed"), new ObjectGone("gone"), undefined];
  let attempts = 0;
  const controller = definition(() => {
    const failure = failures[attempts++];
    return failure ? Promise.reject(failure) : Promise.resolve();
  }, ["n"]);
  const running = runControllers([controller], [], dependencies, stop.signal);
  await vi.waitFor(() => expect(attempts).toBe(4));
  stop.abort();
  await running.stopped();
  const errors = lines.map((line) => JSON.parse(line) as { level: string; error?: string });
  expect(errors.filter(({ level }) => level === "ERROR").map(({ error }) => error)).toEqual(["boom"]);
  const { text } = await metrics.render();
  expect(text).toContain('controller_runtime_reconcile_total{controller="nodeclaim.lifecycle",result="error"} 1');
  expect(text).toContain('controller_runtime_reconcile_total{controller="nodeclaim.lifecycle",result="requeue"} 2');
});

test("no more keys than the concurrency are worked on at once", async () => {
  const { dependencies } = runtime();
  const stop = new AbortController();
  let active = 0;
  let most = 0;
  let done = 0;
  const reconcile = async () => {
    most = Math.max(most, ++active);
    await new Promise((resolve) => setImmediate(resolve));
    active -= 1;
    done += 1;
  };
  const running = runControllers([definition(reconcile, ["a", "b", "c", "d", "e"], 2)], [], dependencies, stop.signal);
  await vi.waitFor(() => expect(done).toBe(5));
  stop.abort();
  await running.stopped();
  expect(most).toBe(2);
});

test("stopping starts nothing more and waits for what runs", async () => {
  const { dependencies } = runtime();
  const stop = new AbortController();
  const finish = Promise.withResolvers<void>();
  const started: string[] = [];
  const reconcile = (key: string) => {
    started.push(key);
    return finish.promise;
  };
  const running = runControllers([definition(reconcile, ["a", "b"], 1)], [], dependencies, stop.signal);
  await vi.waitFor(() => expect(started).toEqual(["a"]));
  stop.abort();
  let stopped = false;
  const ended = running.stopped().then(() => (stopped = true));
  await new Promise((resolve) => setImmediate(resolve));
  expect(stopped).toBe(false);
  finish.resolve();
  await ended;
  expect(started).toEqual(["a"]);
});

test("a singleton runs again after what it asked for, and after a failure", async () => {
  const { lines, dependencies } = runtime();
  const stop = new AbortController();
  let runs = 0;
  const reconcile = () => {
    runs += 1;
    return runs === 2 ? Promise.reject(new Error("once")) : Promise.resolve({ requeueAfterMs: 1 });
  };
  const running = runControllers([], [{ name: "disruption", reconcile }], dependencies, stop.signal);
  await vi.waitFor(() => expect(runs).toBeGreaterThan(3), { timeout: 5_000 });
  stop.abort();
  await running.stopped();
  expect(JSON.parse(lines[2]!)).toMatchObject({ controller: "disruption", namespace: "", name: "", error: "once" });
});

import { expect, test } from "vitest";
import { JOBS, type Job } from "@inlay/resources";
import { simulatedCluster, testMachine } from "../../testing/simulated-cluster.ts";
import { SteppedClock } from "../../testing/stepped-clock.ts";
import { decideCronJob, type CronJob } from "./cron-job.ts";

const CRON_JOBS = { group: "batch", version: "v1", resource: "cronjobs" };
const MINUTE = 60_000;
const at = (text: string) => Date.parse(text);
const created = "2026-01-01T00:00:30Z";

function cronJob(spec: Partial<CronJob["spec"]> = {}, status: CronJob["status"] = {}): CronJob {
  const template = {
    spec: { containers: [{ name: "c", image: "a", command: ["sleep", "5"] }], restartPolicy: "Never" },
  };
  return {
    apiVersion: "batch/v1",
    kind: "CronJob",
    metadata: { name: "nightly", namespace: "default", uid: "u", resourceVersion: "1", creationTimestamp: created },
    spec: { schedule: "*/5 * * * *", jobTemplate: { spec: { template } as Job["spec"] }, ...spec },
    status,
  };
}

const job = (uid: string, type?: "Complete" | "Failed") =>
  ({
    metadata: { name: uid, uid, creationTimestamp: uid },
    status: type ? { conditions: [{ type, status: "True" }] } : {},
  }) as unknown as Job;

test("nothing is due before its time; then the time is told to the millisecond", () => {
  const decision = decideCronJob(cronJob(), [], at("2026-01-01T00:03:00Z"));
  expect(decision).toMatchObject({ due: undefined, againInMs: 2 * MINUTE });
  expect(decideCronJob(cronJob(), [], at("2026-01-01T00:05:00Z")).due).toBe(at("2026-01-01T00:05:00Z"));
});

test("of several missed times the last counts, and many are told of", () => {
  const decision = decideCronJob(cronJob({ schedule: "* * * * *" }), [], at("2027-01-01T00:00:10Z"));
  expect(decision.due).toBe(at("2027-01-01T00:00:00Z"));
  expect(decision.told?.reason).toBe("TooManyMissedTimes");
});

test("a job that starts too late is not started", () => {
  const late = cronJob({ startingDeadlineSeconds: 10 }, { lastScheduleTime: "2026-01-01T00:00:00Z" });
  expect(decideCronJob(late, [], at("2026-01-01T00:05:11Z")).due).toBeUndefined();
  expect(decideCronJob(late, [], at("2026-01-01T00:05:09Z")).due).toBe(at("2026-01-01T00:05:00Z"));
});

test("what runs already: forbidden ones wait, replaced ones go", () => {
  const now = at("2026-01-01T00:05:00Z");
  const running = [job("a")];
  expect(decideCronJob(cronJob({ concurrencyPolicy: "Forbid" }), running, now)).toMatchObject({
    due: undefined,
    told: { reason: "JobAlreadyActive" },
  });
  expect(decideCronJob(cronJob({ concurrencyPolicy: "Replace" }), running, now).replace).toEqual(running);
  expect(decideCronJob(cronJob({ concurrencyPolicy: "Allow" }), running, now)).toMatchObject({ due: now, replace: [] });
});

test("a suspended one does nothing but forget", () => {
  const jobs = ["1", "2", "3", "4"].map((name) => job(name, "Complete"));
  const decision = decideCronJob(cronJob({ suspend: true }), jobs, at("2026-02-01T00:00:00Z"));
  expect(decision).toMatchObject({ due: undefined, againInMs: Infinity, forget: [jobs[0]] });
});

test("times are those of its zone, or periods since its creation", () => {
  const berlin = cronJob({ schedule: "0 9 * * *", timeZone: "Europe/Berlin" });
  expect(decideCronJob(berlin, [], at("2026-01-01T08:00:00Z")).due).toBe(at("2026-01-01T08:00:00Z"));
  expect(decideCronJob(cronJob({ schedule: "@every 1m30s" }), [], at("2026-01-01T00:02:00Z")).due).toBe(
    at("2026-01-01T00:02:00Z"),
  );
});

test("jobs are made on time, run, and leave when there are too many of them", async () => {
  const clock = new SteppedClock(at("2026-01-01T00:00:30Z"));
  const cluster = await simulatedCluster({ clock });
  try {
    await cluster.kubelets.boot(testMachine("a"));
    const { metadata, ...rest } = cronJob({ successfulJobsHistoryLimit: 1 });
    await cluster.api.create<CronJob>(CRON_JOBS, {
      ...rest,
      metadata: { name: metadata.name, namespace: "default" },
    });
    await clock.pass(5 * MINUTE);
    const names = () => cluster.api.list<Job>(JOBS).map((each) => each.metadata.name);
    expect(names()).toEqual(["nightly-29453765"]);
    await clock.pass(10 * MINUTE);
    expect(names()).toEqual(["nightly-29453775"]);
    const { status } = cluster.api.get<CronJob>(CRON_JOBS, { namespace: "default", name: "nightly" })!;
    expect(status).toMatchObject({ lastScheduleTime: "2026-01-01T00:15:00Z" });
    expect(status!.lastSuccessfulTime! > "2026-01-01T00:15:00Z").toBe(true);
    expect(status!.active).toBeUndefined();
    expect(cluster.failures).toEqual([]);
  } finally {
    cluster.stop();
  }
});

import { expect, test } from "vitest";
import { startBox } from "../support/box-process.ts";
import { processTree, stillRunning } from "../support/process-tree.ts";
import { until } from "../support/wait.ts";

test.each(["SIGINT", "SIGTERM", "SIGHUP", "SIGKILL"] as const)(
  "%s of `inlay up` leaves nothing running",
  async (signal) => {
    const box = await startBox({ speed: 50 });
    try {
      await until("the controller to be a process", async () =>
        (await box.ok("get pods -n karpenter")).includes("1/1"),
      );
      const tree = processTree(box.process.pid!);
      expect(tree.length).toBeGreaterThan(1);
      box.process.kill(signal);
      await until("every process to end", () => stillRunning(tree).length === 0, 30_000);
    } finally {
      await box.stop();
    }
  },
);

test.each(["SIGTERM", "SIGKILL"] as const)(
  "%s of `npm start` leaves nothing running either, the server and its database included",
  async (signal) => {
    const box = await startBox({ speed: 50, console: true, npm: true });
    const tree = processTree(box.process.pid!);
    try {
      expect(tree.length).toBeGreaterThan(3);
      box.process.kill(signal);
      await until("every process to end", () => stillRunning(tree).length === 0, 30_000);
    } finally {
      await box.stop();
    }
  },
);

test("a box that is started again begins anew", async () => {
  const first = await startBox({ speed: 50, name: `anew-${process.pid}` });
  await first.ok("create namespace left-over");
  first.process.kill("SIGKILL");
  await first.stop();
  const second = await startBox({ speed: 50, name: `anew-${process.pid}` });
  try {
    expect((await second.kubectl("get namespace left-over")).stderr).toContain('namespaces "left-over" not found');
  } finally {
    await second.stop();
  }
});

test("two boxes run side by side and do not see each other", async () => {
  const [one, two] = await Promise.all([startBox({ speed: 50 }), startBox({ speed: 50 })]);
  try {
    await one.ok("create namespace only-in-one");
    expect(one.env.KUBECONFIG).not.toBe(two.env.KUBECONFIG);
    expect((await two.kubectl("get namespace only-in-one")).exitCode).toBe(1);
  } finally {
    await Promise.all([one.stop(), two.stop()]);
  }
});

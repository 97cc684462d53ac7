import type { BoxProcess } from "./box-process.ts";
import { until } from "./wait.ts";

interface Fault {
  readonly id: string;
  readonly held?: readonly unknown[];
}

/** The controller's processes, as the box knows them. */
export async function controllerPids(box: BoxProcess): Promise<readonly number[]> {
  return (await box.control<{ processes: number[] }>("GET", "/box/v1/status")).processes;
}

/** Sets a fault that holds the next matching call. */
export async function hold(box: BoxProcess, match: Record<string, unknown>): Promise<string> {
  return (await box.control<Fault>("POST", "/box/v1/faults", { hang: true, times: 1, ...match })).id;
}

export async function untilHeld(box: BoxProcess, fault: string, deadlineMs = 60_000): Promise<void> {
  await until(
    `a call to be held by fault ${fault}`,
    async () => ((await box.control<Fault>("GET", `/box/v1/faults/${fault}`)).held?.length ?? 0) > 0,
    deadlineMs,
  );
}

/** SIGKILL of every controller process, then the held call is let go. The kubelet starts the container again. */
export async function killController(box: BoxProcess, fault?: string): Promise<void> {
  const before = await controllerPids(box);
  for (const pid of before) process.kill(pid, "SIGKILL");
  await until("the killed controller to be noticed", async () =>
    (await controllerPids(box)).every((pid) => !before.includes(pid)),
  );
  if (fault) await box.control("DELETE", `/box/v1/faults/${fault}`);
}

export async function controllerReady(box: BoxProcess, replicas = 1): Promise<void> {
  await until(
    "the controller to be ready",
    async () => (await box.ok("get deployment -n karpenter karpenter")).includes(`${replicas}/${replicas}`),
    60_000,
  );
}

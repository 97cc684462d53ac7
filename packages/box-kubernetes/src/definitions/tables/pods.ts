import type { KubeObject } from "@inlay/resources";
import { at, listAt, mapAt, numberAt, textAt } from "../../schema/paths.ts";
import { age } from "./human.ts";
import { ageOf, nameOf, orNone, table } from "./table.ts";

/** `kubectl get pods`: the status column is told from phase, conditions and container states as the real server's printer does. */
export const podTable = table(
  ["Name", "Ready", "Status", "Restarts", "Age", "+IP", "+Node", "+Nominated Node", "+Readiness Gates"],
  (pod, now) => {
    const state = podState(pod);
    const restarts =
      state.restarts > 0 && state.lastRestart !== ""
        ? `${state.restarts} (${age(state.lastRestart, now)} ago)`
        : `${state.restarts}`;
    return [
      nameOf(pod),
      `${state.ready}/${state.containers}`,
      state.reason,
      restarts,
      ageOf(pod, now),
      orNone(textAt(listAt(pod, "status", "podIPs")[0], "ip")),
      orNone(textAt(pod, "spec", "nodeName")),
      orNone(textAt(pod, "status", "nominatedNodeName")),
      readinessGates(pod),
    ];
  },
);

interface PodState {
  readonly ready: number;
  readonly containers: number;
  readonly reason: string;
  readonly restarts: number;
  /** RFC 3339, or empty. */
  readonly lastRestart: string;
}

function podState(pod: KubeObject): PodState {
  const phase = textAt(pod, "status", "phase");
  const initContainers = new Map(listAt(pod, "spec", "initContainers").map((c) => [textAt(c, "name"), c]));
  const sidecar = (name: string) => textAt(initContainers.get(name), "restartPolicy") === "Always";
  let containers = listAt(pod, "spec", "containers").length;
  for (const name of initContainers.keys()) if (sidecar(name)) containers++;

  let reason = textAt(pod, "status", "reason") || phase;
  if (condition(pod, "PodScheduled", "reason") === "SchedulingGated") reason = "SchedulingGated";
  let ready = 0;
  const all = new RestartCount();
  const sidecars = new RestartCount();
  let initializing = false;
  for (const [index, status] of listAt(pod, "status", "initContainerStatuses").entries()) {
    all.add(status);
    const name = textAt(status, "name");
    if (sidecar(name)) sidecars.add(status);
    const terminated = at(status, "state", "terminated");
    if (terminated !== undefined && numberAt(terminated, "exitCode") === 0) continue;
    if (sidecar(name) && at(status, "started") === true) {
      if (at(status, "ready") === true) ready++;
      continue;
    }
    const waiting = textAt(status, "state", "waiting", "reason");
    initializing = true;
    if (terminated !== undefined) reason = `Init:${terminationText(terminated)}`;
    else if (waiting !== "" && waiting !== "PodInitializing") reason = `Init:${waiting}`;
    else reason = `Init:${index}/${initContainers.size}`;
    break;
  }
  let restarts = all;
  if (!initializing || condition(pod, "Initialized", "status") === "True") {
    restarts = sidecars;
    let running = false;
    for (const status of [...listAt(pod, "status", "containerStatuses")].reverse()) {
      restarts.add(status);
      const waiting = textAt(status, "state", "waiting", "reason");
      const terminated = at(status, "state", "terminated");
      if (waiting !== "") reason = waiting;
      else if (terminated !== undefined) reason = terminationText(terminated);
      else if (at(status, "ready") === true && at(status, "state", "running") !== undefined) {
        running = true;
        ready++;
      }
    }
    if (reason === "Completed" && running)
      reason = condition(pod, "Ready", "status") === "True" ? "Running" : "NotReady";
  }
  if (pod.metadata.deletionTimestamp !== undefined) {
    if (textAt(pod, "status", "reason") === "NodeLost") reason = "Unknown";
    else if (phase !== "Failed" && phase !== "Succeeded") reason = "Terminating";
  }
  return { ready, containers, reason, restarts: restarts.count, lastRestart: restarts.last };
}

class RestartCount {
  count = 0;
  last = "";

  add(status: unknown): void {
    this.count += numberAt(status, "restartCount");
    const finished = textAt(status, "lastState", "terminated", "finishedAt");
    if (finished > this.last) this.last = finished;
  }
}

function terminationText(terminated: unknown): string {
  const reason = textAt(terminated, "reason");
  if (reason !== "") return reason;
  const signal = numberAt(terminated, "signal");
  return signal === 0 ? `ExitCode:${numberAt(terminated, "exitCode")}` : `Signal:${signal}`;
}

function condition(pod: KubeObject, type: string, field: "status" | "reason"): string {
  return textAt(listAt(pod, "status", "conditions").find((c) => textAt(c, "type") === type), field); // prettier-ignore
}

function readinessGates(pod: KubeObject): string {
  const gates = listAt(pod, "spec", "readinessGates");
  if (gates.length === 0) return "<none>";
  const held = gates.filter((gate) => condition(pod, textAt(gate, "conditionType"), "status") === "True");
  return `${held.length}/${gates.length}`;
}

/** `kubectl get podtemplates`. */
export const podTemplateTable = table(["Name", "Containers", "Images", "Pod Labels"], (object) => {
  const containers = listAt(object, "template", "spec", "containers");
  const labels = mapAt(object, "template", "metadata", "labels");
  return [
    nameOf(object),
    containers.map((c) => textAt(c, "name")).join(","),
    containers.map((c) => textAt(c, "image")).join(","),
    Object.keys(labels).length === 0 ? "<none>" : Object.keys(labels).sort().map((k) => `${k}=${String(labels[k])}`).join(","),
  ]; // prettier-ignore
});

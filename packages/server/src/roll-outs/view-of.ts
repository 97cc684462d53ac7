import { installOrder, type RenderedLayer } from "@inlay/profiles";
import type { RollOutRow, StepRow } from "./jobs/roll-out-store.ts";
import type { PackView, RollOutView, StepView } from "./roll-out-view.ts";
import { layerKey } from "./steps/layer-steps.ts";

/** A roll-out as people see it. */
export function viewOf(row: RollOutRow, steps: readonly StepRow[]): RollOutView {
  return {
    uid: row.uid,
    clusterUid: row.cluster_uid,
    kind: row.kind,
    state: row.state,
    message: row.message,
    planHash: row.plan_hash,
    by: row.author_uid,
    steps: steps.map(stepView),
    packs: packViews(row, steps),
    isRepave: row.is_repave,
    createdAt: row.created_at.toISOString(),
    ...(row.finished_at && { finishedAt: row.finished_at.toISOString() }),
  };
}

const stepView = ({ name, state, message, object, fix, started_at, finished_at }: StepRow): StepView => ({
  name,
  state,
  message,
  ...(object !== null && { object }),
  ...(fix !== null && { fix }),
  ...(started_at && { startedAt: started_at.toISOString() }),
  ...(finished_at && { finishedAt: finished_at.toISOString() }),
});

/** Each layer with its circle. Layers without objects of their own are ready when AWS has what they ask for. */
function packViews(row: RollOutRow, steps: readonly StepRow[]): readonly PackView[] {
  const { after } = row.order_of_work;
  const waits = Object.assign({}, ...installOrder(after.layers).map((group) => group.waits)) as Record<string, string>;
  const ofAws = steps.filter(({ key }) => !/^(apply|ready|restore|prune|drain-|remove-)/.test(key));
  return after.layers.map((layer) => {
    const key = layerKey(layer);
    const own = steps.filter((step) => step.key === `apply/${key}` || step.key === `ready/${key}`);
    const counts = own.length > 0 ? own : layer.layer === "k8s" || layer.layer === "os" ? ofAws : [];
    return { ...describe(row, layer), ...stateOf(counts, waits[layer.name]) };
  });
}

const describe = ({ order_of_work: { after } }: RollOutRow, layer: RenderedLayer) => ({
  profileUid: after.profiles.find(({ name }) => name === layer.profileName)?.profileUid ?? "",
  profileName: layer.profileName,
  name: layer.name,
  version: layer.tag,
  layer: layer.layer,
});

function stateOf(
  steps: readonly StepRow[],
  waits: string | undefined,
): Pick<PackView, "state" | "message" | "startedAt" | "finishedAt"> {
  const failed = steps.find(({ state }) => state === "Failed");
  const running = steps.find(({ state }) => state === "Running");
  const started = steps.find(({ started_at }) => started_at !== null)?.started_at;
  const finished = steps.at(-1)?.finished_at;
  const times = {
    ...(started && { startedAt: started.toISOString() }),
    ...(finished && { finishedAt: finished.toISOString() }),
  };
  if (failed)
    return { state: "Error", message: failed.fix ? `${failed.message}: ${failed.fix}` : failed.message, ...times };
  if (steps.every(({ state }) => state === "Done")) return { state: "Ready", message: "", ...times };
  if (running) return { state: "Installing", message: running.message || running.name, ...times };
  const begun = steps.some(({ state }) => state === "Done");
  return { state: begun ? "Installing" : "Waiting", message: waits ?? "waits for earlier steps", ...times };
}

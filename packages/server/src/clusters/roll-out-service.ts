import type { RollOutPlan, RollOutSelection } from "../roll-outs/roll-out-plan.ts";
import type { RollOutView } from "../roll-outs/roll-out-view.ts";

/** What the routes ask of roll-outs. */
export interface RollOutService {
  /** What a selection would do; nothing is changed. @throws ApiError for a selection that cannot be. */
  plan(clusterUid: string, selection: RollOutSelection): Promise<RollOutPlan>;
  /**
   * Begins to apply exactly the plan with this hash.
   * @throws ApiError 409 PlanChanged when a plan made now has another hash, RollOutRunning while one runs.
   */
  start(
    clusterUid: string,
    plan: Pick<RollOutPlan, "hash">,
    selection: RollOutSelection,
    by: string,
  ): Promise<RollOutView>;
  /** The one that runs, else the latest. */
  view(clusterUid: string): Promise<RollOutView | undefined>;
  rollBack(clusterUid: string, by: string): Promise<RollOutView>;
  retry(clusterUid: string, by: string): Promise<RollOutView>;
}

import type { CloudProvider } from "@inlay/cloud";
import type { EventRecorder, KubeClient } from "@inlay/kube";
import type { Clock, Random } from "@inlay/resources";
import type { AutoscalerMetrics } from "../metrics/autoscaler-metrics.ts";
import type { PodTimings } from "../metrics/pod-timings.ts";
import type { AutoscalerOptions } from "../options/option-table.ts";
import type { ClusterCaches } from "./cluster-caches.ts";
import type { Nominations } from "./nominations.ts";
import type { PoolPrices } from "./pool-prices.ts";
import type { SteadyAges } from "./steady-age.ts";

/** What every controller of the autoscaler works with. */
export interface Environment {
  readonly client: KubeClient;
  readonly caches: ClusterCaches;
  /** For the named controller: its calls are counted under that name. */
  readonly provider: (controller: string) => CloudProvider;
  readonly events: EventRecorder;
  readonly metrics: AutoscalerMetrics;
  readonly options: AutoscalerOptions;
  readonly clock: Clock;
  readonly random: Random;
  readonly ages: SteadyAges;
  readonly nominations: Nominations;
  readonly podTimings: PodTimings;
  readonly prices: PoolPrices;
}

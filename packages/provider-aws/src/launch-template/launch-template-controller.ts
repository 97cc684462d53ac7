import type { SingletonDefinition } from "@inlay/kube";
import type { LaunchTemplates } from "./launch-templates.ts";

const PERIOD_MS = 30_000;

/** Takes over the templates of earlier leaders, then deletes what is not used any more. */
export function launchTemplateController(launchTemplates: LaunchTemplates): SingletonDefinition {
  let hydrated = false;
  return {
    name: "providers.launchtemplate",
    reconcile: async ({ logger, signal }) => {
      if (!hydrated) await launchTemplates.hydrate(signal);
      hydrated = true;
      await launchTemplates.deleteUnused(logger, signal);
      return { requeueAfterMs: PERIOD_MS };
    },
  };
}

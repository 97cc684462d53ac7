import { ApiError } from "../api/api-error.ts";
import type { Api } from "../api/api.ts";
import { bootstrapObjects } from "./bootstrap-objects.ts";

/** Makes what is missing; what an earlier start left is kept. */
export async function bootstrap(api: Api): Promise<void> {
  for (const { resource, object } of bootstrapObjects()) {
    const { namespace, name = "" } = object.metadata;
    if (api.get(resource, { ...(namespace && { namespace }), name })) continue;
    try {
      await api.create(resource, object);
    } catch (error) {
      if (!(error instanceof ApiError) || error.code !== "AlreadyExists") throw error;
    }
  }
}

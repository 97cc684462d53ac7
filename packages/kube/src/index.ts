export * from "./client/kube-client.ts";
export * from "./client/kube-api-error.ts";
export * from "./cache/object-cache.ts";
export * from "./controller/controller.ts";
export * from "./logging/logger.ts";
export * from "./events/event-recorder.ts";

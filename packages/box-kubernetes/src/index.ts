export * from "./api/api.ts";
export * from "./api/api-error.ts";
export * from "./auth/user.ts";
export * from "./faults/call-gate.ts";
export * from "./kubelet/container-runtime.ts";
export * from "./kubelet/machine.ts";

export * from "./api/api.ts";
export * from "./api/api-error.ts";
export * from "./auth/user.ts";
export * from "./auth/certificates/certificate-authority.ts";
export * from "./faults/call-gate.ts";
export * from "./kubelet/container-runtime.ts";
export * from "./kubelet/machine.ts";
export * from "./kubernetes.ts";

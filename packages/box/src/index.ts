export { startBox } from "./start-box.ts";
export type { Box, BoxNode, BoxOptions } from "./box-options.ts";
export { DataFolderUnusable } from "./data-folder/data-folder.ts";
export { boxEnvironment } from "./run-folder/box-environment.ts";
export { BoxNameTaken, livingBoxes, readBoxRecord, type BoxRecord } from "./run-folder/run-folder.ts";
export { karpenterAccount, karpenterDeployment, type KarpenterFacts } from "./seed/karpenter-chart.ts";

export * from "./run-folder/box-environment.ts";
export { BoxNameTaken, livingBoxes, readBoxRecord, type BoxRecord } from "./run-folder/run-folder.ts";

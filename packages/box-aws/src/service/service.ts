import type { OperationTable } from "./operation.ts";

/** One AWS service: what it can do and what it remembers. */
export interface Service {
  readonly operations: OperationTable;
  /** Plain JSON of everything it remembers, for `--data`. */
  save(): unknown;
  restore(saved: unknown): void;
}

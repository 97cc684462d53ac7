export type StepState = "Pending" | "Running" | "Done" | "Failed";

/** One step of a roll-out, as people see it. */
export type StepView = {
  readonly name: string;
  readonly state: StepState;
  /** What it waits for, or why it failed. */
  readonly message: string;
  /** The object it failed at: `Deployment karpenter/karpenter`. */
  readonly object?: string;
  /** What helps. */
  readonly fix?: string;
  readonly startedAt?: string;
  readonly finishedAt?: string;
};

/** `Ready` is the green circle, `Installing` the blue one, `Waiting` the gray one, `Error` the red one. */
export type PackState = "Waiting" | "Installing" | "Ready" | "Error";

/** A layer as the roll-out left it, or has it now. */
export type PackView = {
  readonly profileUid: string;
  readonly profileName: string;
  /** The layer's name. */
  readonly name: string;
  readonly version: string;
  readonly layer: string;
  readonly state: PackState;
  readonly message: string;
  readonly startedAt?: string;
  readonly finishedAt?: string;
};

/** A roll-out of a cluster: the one that runs, else the latest. */
export type RollOutView = {
  readonly uid: string;
  readonly clusterUid: string;
  readonly kind: "apply" | "rollBack";
  readonly state: "Pending" | "Running" | "Done" | "Failed";
  readonly message: string;
  readonly planHash: string;
  /** Uid of the user who started it. */
  readonly by: string;
  readonly steps: readonly StepView[];
  readonly packs: readonly PackView[];
  readonly isRepave: boolean;
  readonly createdAt: string;
  readonly finishedAt?: string;
};

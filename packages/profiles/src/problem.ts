/** A finding about input. Errors keep a profile from being saved or applied; warnings are shown beside the field. */
export interface Problem {
  /** Stable: callers match this, never the text. */
  readonly code: string;
  readonly severity: "error" | "warning";
  /** Where it stands, as a path: `layers[karpenter].values.awsAccountNumber`. */
  readonly field: string;
  /** The layer's name, if it is about one. */
  readonly layer?: string;
  /** The manifest's name, if it stands in one; absent with `layer`: in the layer's values. */
  readonly manifest?: string;
  /** 1-based, in the text of the values or of the manifest as written. */
  readonly line?: number;
  /** 1-based. */
  readonly column?: number;
  readonly message: string;
  /** What to change, in one sentence or as text to paste. */
  readonly fix?: string;
}

/** 1-based place in a text. */
export interface Position {
  readonly line: number;
  readonly column: number;
}

/** The 1-based line and column of an offset. */
export function positionAt(text: string, offset: number): Position {
  const before = text.slice(0, offset);
  const lineStart = before.lastIndexOf("\n") + 1;
  return { line: before.split("\n").length, column: offset - lineStart + 1 };
}

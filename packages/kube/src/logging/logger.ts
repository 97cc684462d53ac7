export type LogLevel = "DEBUG" | "INFO" | "ERROR";

/** Fields of a line in the order in which they are to stand. */
export type LogFields = Readonly<Record<string, unknown>>;

/**
 * zap's JSON as Karpenter writes it: level, time, logger, message, commit, then the fields bound to this logger (controller,
 * controllerGroup, controllerKind, the object, namespace, name, reconcileID), then the fields of the line.
 */
export interface Logger {
  debug(message: string, fields?: LogFields): void;
  info(message: string, fields?: LogFields): void;
  /** `error` stands first among the line's fields. */
  error(message: string, error: unknown, fields?: LogFields): void;
  /** A logger with further bound fields. */
  with(fields: LogFields): Logger;
  /** A logger of a part: its name stands behind this one's, after a dot. */
  named(name: string): Logger;
}

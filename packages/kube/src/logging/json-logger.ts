import type { LogFields, Logger, LogLevel } from "./logger.ts";

const RANK: Readonly<Record<LogLevel, number>> = { DEBUG: 0, INFO: 1, ERROR: 2 };

export interface JsonLoggerOptions {
  /** Lowest level that is written. */
  readonly level: LogLevel;
  /** Short hash of the build. */
  readonly commit: string;
  readonly now: () => number;
  /** Takes a line with its newline. */
  readonly write: (line: string) => void;
  readonly logger?: string;
}

/**
 * zap's JSON in Karpenter's order: level, time, logger, message, commit, the bound fields, the line's fields.
 *
 * @example
 * jsonLogger({ level: "INFO", commit: "4ff8cfe", now: Date.now, write: (line) => process.stdout.write(line) }).info("ready");
 * // {"level":"INFO","time":"2025-10-08T16:57:03.613Z","logger":"controller","message":"ready","commit":"4ff8cfe"}
 */
export function jsonLogger(options: JsonLoggerOptions): Logger {
  return new JsonLogger(options, {});
}

class JsonLogger implements Logger {
  readonly #options: JsonLoggerOptions;
  readonly #bound: LogFields;

  constructor(options: JsonLoggerOptions, bound: LogFields) {
    this.#options = options;
    this.#bound = bound;
  }

  debug(message: string, fields?: LogFields): void {
    this.#write("DEBUG", message, fields);
  }

  info(message: string, fields?: LogFields): void {
    this.#write("INFO", message, fields);
  }

  error(message: string, error: unknown, fields?: LogFields): void {
    this.#write("ERROR", message, { error: errorText(error), ...fields });
  }

  with(fields: LogFields): Logger {
    return new JsonLogger(this.#options, { ...this.#bound, ...fields });
  }

  named(name: string): Logger {
    return new JsonLogger({ ...this.#options, logger: `${nameOf(this.#options)}.${name}` }, this.#bound);
  }

  #write(level: LogLevel, message: string, fields: LogFields | undefined): void {
    if (RANK[level] < RANK[this.#options.level]) return;
    const line = {
      level,
      time: new Date(this.#options.now()).toISOString(),
      logger: nameOf(this.#options),
      message,
      commit: this.#options.commit,
      ...this.#bound,
      ...fields,
    };
    this.#options.write(`${JSON.stringify(line)}\n`);
  }
}

const nameOf = ({ logger = "controller" }: JsonLoggerOptions): string => logger;

/** The messages of the chain of causes, outermost first. */
export function errorText(error: unknown): string {
  const parts: string[] = [];
  for (let current: unknown = error; current !== undefined && parts.length < 5;) {
    if (!(current instanceof Error)) {
      parts.push(typeof current === "string" ? current : (JSON.stringify(current) ?? "unknown error"));
      break;
    }
    const text = current instanceof AggregateError && current.errors.length > 0
      ? current.errors.map((each) => errorText(each)).join("; ")
      : current.message || current.name; // prettier-ignore
    if (!parts.some((part) => part.includes(text))) parts.push(text);
    current = current.cause;
  }
  return parts.join(": ");
}

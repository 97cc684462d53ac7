/** A command cannot go on. The message is one sentence for the person at the terminal; no stack is shown. */
export class CommandError extends Error {
  readonly code = "COMMAND_FAILED";
  readonly exitCode: number;

  constructor(message: string, exitCode = 1) {
    super(message);
    this.exitCode = exitCode;
  }
}

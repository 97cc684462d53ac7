import { CommanderError } from "commander";
import { runKubectl } from "./kubectl/kubectl-command.ts";
import { program } from "./program.ts";
import { sentenceOf } from "./terminal/sentence.ts";

const [, , first, ...rest] = process.argv;
try {
  // Everything after `kubectl` is kubectl's, options and --help included.
  if (first === "kubectl") process.exitCode = await runKubectl(rest);
  else await program().parseAsync();
} catch (error) {
  if (error instanceof CommanderError) {
    process.exitCode = error.exitCode;
  } else {
    process.stderr.write(`inlay: ${sentenceOf(error)}\n`);
    process.exitCode = error instanceof Error && "exitCode" in error ? Number(error.exitCode) : 1;
  }
}

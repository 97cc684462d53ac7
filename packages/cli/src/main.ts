import { CommanderError } from "commander";
import { program } from "./program.ts";
import { sentenceOf } from "./terminal/sentence.ts";

const args = process.argv.slice(2);
try {
  // Everything after `kubectl` is kubectl's, options and --help included.
  if (args[0] === "kubectl")
    process.exitCode = await (await import("./kubectl/kubectl-command.ts")).runKubectl(args.slice(1));
  else await (await program(args)).parseAsync();
} catch (error) {
  if (error instanceof CommanderError) {
    process.exitCode = error.exitCode;
  } else {
    process.stderr.write(`inlay: ${sentenceOf(error)}\n`);
    process.exitCode = error instanceof Error && "exitCode" in error ? Number(error.exitCode) : 1;
  }
}

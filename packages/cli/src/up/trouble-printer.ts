import { sentenceOf } from "../terminal/sentence.ts";

const QUIET_MS = 60_000;

/** Prints what went wrong inside of a box, each sentence at most once a minute: controllers try again and again. */
export function troublePrinter(write: (line: string) => void, now: () => number): (error: unknown) => void {
  const printedAt = new Map<string, number>();
  return (error) => {
    const sentence = sentenceOf(error);
    if (now() - (printedAt.get(sentence) ?? -Infinity) < QUIET_MS) return;
    printedAt.set(sentence, now());
    write(`inlay: ${sentence}\n`);
  };
}

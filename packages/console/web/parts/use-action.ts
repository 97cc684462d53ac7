import { useQueryClient } from "@tanstack/react-query";
import { useState } from "react";

/** Runs one change at a time, tells what went wrong, and has the lists of the topic read again. */
export function useAction(topic: string) {
  const [busy, setBusy] = useState(false);
  const [problem, setProblem] = useState<unknown>();
  const queries = useQueryClient();
  const run = async (action: () => Promise<unknown>): Promise<void> => {
    setBusy(true);
    setProblem(undefined);
    try {
      await action();
    } catch (failure) {
      setProblem(failure);
    } finally {
      await queries.invalidateQueries({ queryKey: [topic] });
      setBusy(false);
    }
  };
  return { busy, problem, run };
}

import { Button, Loader } from "@mantine/core";
import { useState } from "react";
import { progressOf, stepTone } from "../../src/clusters/steps.ts";
import { span } from "../../src/format/quantities.ts";
import { GuardedButton } from "../access/guarded-button.tsx";
import { retryRollOut, rollBack } from "../api/clusters.ts";
import type { ClusterStatus, Step } from "../api/types.ts";
import { useNow } from "../parts/now.ts";
import { Failure } from "../parts/page.tsx";
import { Dot } from "../parts/status.tsx";
import { useAction } from "../parts/use-action.ts";

type Props = { readonly uid: string; readonly status: ClusterStatus };

/** The steps of the roll-out that runs, or of the latest; a failed one can be tried again, and until it is done the way back is one click. */
export function RollOut({ uid, status }: Props) {
  const { busy, problem, run } = useAction("clusters");
  const now = useNow();
  const [shown, setShown] = useState(false);
  const steps = status.steps ?? [];
  const progress = progressOf(steps);
  if (!progress) return undefined;
  return (
    <section className="card" aria-labelledby="roll-out">
      <div className="heading pad">
        <div>
          <h2 className="title" id="roll-out">
            Roll-out
          </h2>
          <div className="sub num" role="status">
            {progress.state === "Done" ? "Done" : `${progress.done} of ${progress.all} steps done`}
            {progress.state === "Failed" ? ", one has failed" : ""}
          </div>
        </div>
        {progress.state === "Done" ? (
          <Button size="xs" variant="default" aria-expanded={shown} onClick={() => setShown(!shown)}>
            {shown ? "Hide steps" : "Show steps"}
          </Button>
        ) : (
          <span className="row">
            {progress.state === "Failed" && (
              <GuardedButton
                needs="cluster.update"
                size="xs"
                variant="default"
                disabled={busy}
                onClick={() => void run(() => retryRollOut(uid))}
              >
                Retry
              </GuardedButton>
            )}
            <GuardedButton
              needs="cluster.update"
              size="xs"
              variant="default"
              disabled={busy}
              onClick={() => void run(() => rollBack(uid))}
            >
              Roll back
            </GuardedButton>
          </span>
        )}
      </div>
      {problem !== undefined && (
        <div className="pad">
          <Failure error={problem} />
        </div>
      )}
      {(shown || progress.state !== "Done") && (
        <ol className="steps" aria-label="Steps">
          {steps.map((step) => (
            <li key={step.name} aria-current={step.state === "Running" ? "step" : undefined}>
              {step.state === "Running" ? (
                <Loader size={12} aria-label="Running" role="progressbar" />
              ) : (
                <Dot tone={stepTone(step.state)} label={step.state} />
              )}
              <span>
                {step.name}
                {step.state !== "Done" && step.message && <span className="sub"> {step.message}</span>}
                {step.object && step.state === "Failed" && <div className="sub mono">{step.object}</div>}
                {step.fix && step.state === "Failed" && <div className="sub">{step.fix}</div>}
              </span>
              <span className="sub num">{durationOf(step, now)}</span>
            </li>
          ))}
        </ol>
      )}
    </section>
  );
}

function durationOf({ startedAt, finishedAt }: Step, now: number): string {
  if (startedAt === undefined) return "";
  return span(((finishedAt === undefined ? now : Date.parse(finishedAt)) - Date.parse(startedAt)) / 1000);
}

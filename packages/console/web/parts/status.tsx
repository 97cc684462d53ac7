import { Loader } from "@mantine/core";
import type { Tone } from "../../src/clusters/status.ts";

const TONES: Readonly<Record<string, Tone>> = {
  Running: "good",
  Healthy: "good",
  Ready: "good",
  Succeeded: "good",
  Active: "good",
  Available: "good",
  UnHealthy: "bad",
  Unhealthy: "bad",
  Error: "bad",
  Failed: "bad",
  NotReady: "bad",
  CrashLoopBackOff: "bad",
  Provisioning: "busy",
  Pending: "busy",
  Installed: "busy",
  Importing: "busy",
  Updating: "busy",
  Deleting: "warn",
};
const toneOf = (state: string | undefined): Tone => TONES[state ?? ""] ?? "idle";

/** A coloured circle that says the same in words to those who do not see it. */
export const Dot = ({ tone, label }: { tone: Tone; label?: string }) => (
  <span
    className={`dot ${tone}`}
    role={label ? "img" : undefined}
    aria-label={label}
    aria-hidden={label ? undefined : true}
    title={label}
  />
);

/** A state with its circle; while it changes, with a loading icon. */
export const State = ({ state, changing = false }: { state: string | undefined; changing?: boolean }) => (
  <span className="row" style={{ gap: 7, flexWrap: "nowrap" }}>
    {changing ? <Loader size={12} aria-label="Loading" role="progressbar" /> : <Dot tone={toneOf(state)} />}
    <span>{state ?? "Unknown"}</span>
  </span>
);

/** Share of a whole as a bar, with the figure beside it. */
export const Share = ({ percent, label }: { percent: number | undefined; label: string }) =>
  percent === undefined ? (
    <span className="soft">–</span>
  ) : (
    <span className="row num" style={{ flexWrap: "nowrap" }}>
      <span className="bar" role="img" aria-label={`${label} ${Math.round(percent)} %`}>
        <span style={{ width: `${Math.min(100, Math.max(1, percent))}%` }} />
      </span>
      {Math.round(percent)} %
    </span>
  );

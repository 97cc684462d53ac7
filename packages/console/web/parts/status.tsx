type Tone = "good" | "bad" | "busy" | "warn" | "idle";

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

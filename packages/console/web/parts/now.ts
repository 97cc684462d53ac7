import { useEffect, useState } from "react";

/** The time, a few times a minute: ages grow without a reading from the server. */
export function useNow(everyMilliseconds = 10_000): number {
  const [now, setNow] = useState(() => Date.now());
  useEffect(() => {
    const timer = setInterval(() => setNow(Date.now()), everyMilliseconds);
    return () => clearInterval(timer);
  }, [everyMilliseconds]);
  return now;
}

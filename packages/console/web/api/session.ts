/** Who is signed in. Kept for the browser tab; gone when the tab closes. */
export type Session = { readonly token: string; readonly emailId: string; readonly projectUid?: string };

const KEY = "inlay.session";
const listeners = new Set<() => void>();
let current: Session | undefined = read();

function read(): Session | undefined {
  const text = sessionStorage.getItem(KEY);
  return text === null ? undefined : (JSON.parse(text) as Session);
}

function set(next: Session | undefined): void {
  current = next;
  if (next === undefined) sessionStorage.removeItem(KEY);
  else sessionStorage.setItem(KEY, JSON.stringify(next));
  for (const listener of listeners) listener();
}

export const session = {
  current: (): Session | undefined => current,
  begin: (next: Session): void => set(next),
  /** Everything that is asked from now on counts in this project. */
  enter: (projectUid: string): void => {
    if (current) set({ ...current, projectUid });
  },
  end: (): void => set(undefined),
  subscribe: (listener: () => void): (() => void) => {
    listeners.add(listener);
    return () => listeners.delete(listener);
  },
  headers: (scope: "project" | "tenant" = "project"): Record<string, string> =>
    current === undefined
      ? {}
      : {
          Authorization: current.token,
          ...(current.projectUid && scope === "project" ? { ProjectUid: current.projectUid } : {}),
        },
};

const TOPICS: Readonly<Record<string, string>> = {
  clusterprofile: "profiles",
  spectrocluster: "clusters",
  cluster: "clusters",
  user: "users",
  role: "roles",
  apikey: "apikeys",
  audit: "audits",
  macro: "macros",
  project: "projects",
};

/** First part of the query keys that an event of the stream makes old: its data is `{"kind":"spectrocluster","uid":"…"}`. */
export function topicOf(data: string): string {
  const kind = (/"kind"\s*:\s*"(\w+)"/.exec(data)?.[1] ?? "").toLowerCase();
  return TOPICS[kind] ?? kind;
}

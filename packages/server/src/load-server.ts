import type { RunningServer, ServerOptions } from "./start-server.ts";

/** Loads what a server is made of: half a second that can pass while PostgreSQL starts. `startServer` does it where nobody has. */
export const loadServer = () => import("./start-server.ts");

/** Starts the server on loopback unless told otherwise. Any number of them may share one database. */
export async function startServer(options: ServerOptions): Promise<RunningServer> {
  return (await loadServer()).startServer(options);
}

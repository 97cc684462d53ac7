import type { Static, TObject, TSchema } from "typebox";
import type { Caller } from "../access/caller.ts";
import type { Permission } from "../access/roles.ts";
import type { AuditEntry } from "../audits/write-audit.ts";
import type { Connection } from "../database/open-database.ts";
import type { ClusterObservers } from "../observation/cluster-observers.ts";
import type { PackCatalogue } from "../packs/catalogue.ts";
import type { RollOuts } from "../roll-outs/roll-outs.ts";
import type { Changes } from "../stream/changes.ts";

export type Method = "GET" | "POST" | "PUT" | "PATCH" | "DELETE";

/** What a server is made of; the same for every request. */
export type Services = {
  readonly db: Connection;
  readonly packs: PackCatalogue;
  readonly changes: Changes;
  /** What is seen of the clusters right now. */
  readonly observers: ClusterObservers;
  readonly rollOuts: RollOuts;
  /** Injected, so that tests do not wait. */
  readonly now: () => Date;
  /** Cost of a password hash: scrypt's N. */
  readonly passwordCost: number;
};

/** One request as its handler sees it. Handlers of requests that change something run in one transaction, which is `db`. */
export type Call<Body = unknown, Query = unknown> = Services & {
  readonly params: Readonly<Record<string, string>>;
  readonly query: Query;
  readonly body: Body;
  /** Who asks, and in which scope. For a public route nobody: then it is not read. */
  readonly caller: Caller;
  readonly address: string;
  /** Records a change in the transaction of the change. */
  readonly audit: (entry: AuditEntry) => Promise<void>;
};

/** An answer that is not JSON. */
export class Text {
  readonly type: string;
  readonly content: string;

  constructor(type: string, content: string) {
    this.type = type;
    this.content = content;
  }
}

/** An answer that goes on: events for as long as the client listens. */
export class EventFeed {
  /** Begins to send; `end` closes the connection. @returns what to call when the client has gone. */
  readonly subscribe: (send: (event: object) => void, end: () => void) => () => void;

  constructor(subscribe: EventFeed["subscribe"]) {
    this.subscribe = subscribe;
  }
}

/** One row of the route table: where, who may, what comes in, what goes out. */
export type Route = {
  readonly method: Method;
  /** With parameters in braces, as OpenAPI writes them. */
  readonly path: string;
  readonly summary: string;
  /** `public` needs no sign-in; `signedIn` no permission: the handler shows only what is the caller's own. */
  readonly permission: Permission | "public" | "signedIn";
  /** Scope in which the permission counts: the one of the ProjectUid header, always the tenant's, or the project that the path names. */
  readonly scope?: "header" | "tenant" | "path";
  /** False when what was written before a refusal has to stay. */
  readonly atomic?: false;
  readonly status: 200 | 201 | 204;
  readonly query?: TObject;
  readonly body?: TSchema;
  /** The body is a form with files: `body` names its parts, each as text. */
  readonly multipart?: true;
  readonly answer?: TSchema;
  readonly handle: (call: Call) => Promise<unknown>;
};

type Typed<Body extends TSchema, Query extends TObject> = Omit<Route, "handle" | "body" | "query"> & {
  readonly body?: Body;
  readonly query?: Query;
  readonly handle: (call: Call<Static<Body>, Static<Query>>) => Promise<unknown>;
};

/** A row whose handler gets body and query as their schemas say: they have been checked when it runs. */
export const route = <Body extends TSchema, Query extends TObject>(row: Typed<Body, Query>): Route =>
  row as unknown as Route;

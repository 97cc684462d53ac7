import type { RenderedLayer } from "@inlay/profiles";
import type { Selectable } from "kysely";
import type { Connection } from "../../database/open-database.ts";
import type { Database } from "../../database/schema.ts";
import type { ObjectAddress } from "../objects/cluster-objects.ts";
import { fenced, type Lease } from "./lease.ts";

export type OwnedRow = Selectable<Database["owned_objects"]>;

/** The inventory of one cluster: what roll-outs own there. Every object stands here before it is made. */
export class OwnedObjects {
  readonly #db: Connection;
  readonly #lease: Lease;

  constructor(db: Connection, lease: Lease) {
    this.#db = db;
    this.#lease = lease;
  }

  all(): Promise<OwnedRow[]> {
    return this.#db.selectFrom("owned_objects").selectAll().where("cluster_uid", "=", this.#lease.clusterUid).execute();
  }

  /** Notes that the object is going to be ours. Of one that is already, only the layer is noted. */
  async claim(
    identity: string,
    address: ObjectAddress,
    layer: RenderedLayer,
    existed: boolean,
    rollOutUid: string,
  ): Promise<void> {
    const place = { profile_name: layer.profileName, layer: layer.name, api_version: address.apiVersion };
    await fenced(this.#db, this.#lease, (db) =>
      db
        .insertInto("owned_objects")
        .values({
          cluster_uid: this.#lease.clusterUid,
          identity,
          kind: address.kind,
          namespace: address.namespace ?? null,
          name: address.name,
          existed,
          roll_out_uid: rollOutUid,
          object_uid: null,
          ...place,
        })
        .onConflict((conflict) => conflict.columns(["cluster_uid", "identity"]).doUpdateSet(place))
        .execute(),
    );
  }

  async seen(identity: string, objectUid: string): Promise<void> {
    await fenced(this.#db, this.#lease, (db) =>
      db
        .updateTable("owned_objects")
        .set({ object_uid: objectUid })
        .where("cluster_uid", "=", this.#lease.clusterUid)
        .where("identity", "=", identity)
        .execute(),
    );
  }

  async forget(identity: string): Promise<void> {
    await fenced(this.#db, this.#lease, (db) =>
      db
        .deleteFrom("owned_objects")
        .where("cluster_uid", "=", this.#lease.clusterUid)
        .where("identity", "=", identity)
        .execute(),
    );
  }
}

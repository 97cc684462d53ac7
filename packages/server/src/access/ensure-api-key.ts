import type { Connection } from "../database/open-database.ts";
import { newUid } from "../database/uid.ts";
import { tokenHash } from "./token.ts";

/** Name of the key that the program that starts the server signs in with. */
const NAME = "of this start";
const VALID_MILLISECONDS = 365 * 86_400_000;

/** Makes the key one of the user's; the one of an earlier start ends. */
export async function ensureApiKey(
  db: Connection,
  user: { readonly tenantUid: string; readonly userUid: string },
  key: string,
  now: Date,
): Promise<void> {
  const fields = { key_hash: tokenHash(key), expires_at: new Date(now.getTime() + VALID_MILLISECONDS) };
  await db
    .insertInto("api_keys")
    .values({
      uid: newUid(),
      tenant_uid: user.tenantUid,
      user_uid: user.userUid,
      name: NAME,
      annotations: "{}",
      created_at: now,
      modified_at: now,
      ...fields,
    })
    .onConflict((conflict) =>
      conflict.columns(["user_uid", "name"]).doUpdateSet({ ...fields, is_active: true, modified_at: now }),
    )
    .execute();
}

import { sql, type SelectQueryBuilder } from "kysely";
import { Type } from "typebox";
import { invalid } from "../http/api-error.ts";

/** Query parameters of every list. `continue` is the token of the page before. */
export const Paging = Type.Object({
  limit: Type.Optional(Type.Integer({ minimum: 1, maximum: 500 })),
  continue: Type.Optional(Type.String()),
  orderBy: Type.Optional(Type.String({ description: "field=1 or field=-1" })),
  filters: Type.Optional(Type.String({ description: "field=value or field_in_a,b, joined by AND or by OR" })),
});
export type Paging = {
  readonly limit?: number;
  readonly continue?: string;
  readonly orderBy?: string;
  readonly filters?: string;
};

/** A page as Palette answers it; `count` is of the whole list. */
export type Page<Item> = {
  readonly items: readonly Item[];
  readonly listmeta: {
    readonly continue: string;
    readonly count: number;
    readonly limit: number;
    readonly offset: number;
  };
};

const PAGE = 50;

/** What a list can be sorted by: field as clients name it, to its column. The first is the default. */
export type Orders = Readonly<Record<string, string>>;

/**
 * One page of a query, in the order asked for and then by uid. The token holds the last row's sort value, so that rows which come or go between
 * two pages neither repeat nor hide others.
 */
export async function page<DB, TB extends keyof DB, Row extends { uid: string }, Item>(
  query: SelectQueryBuilder<DB, TB, Row>,
  paging: Paging,
  orders: Orders,
  uidColumn: string,
  toItem: (row: Row) => Item,
): Promise<Page<Item>> {
  const limit = Math.min(paging.limit ?? PAGE, PAGE);
  const { column, descending } = orderOf(paging.orderBy, orders);
  const sortValue = sql<string>`(${sql.ref(column)})::text`;
  const counting = query.clearSelect().select(sql<string>`count(*)`.as("count")) as unknown as SelectQueryBuilder<
    DB,
    TB,
    { count: string }
  >;
  const { count } = await counting.executeTakeFirstOrThrow();
  let rows = query.select(sortValue.as("page_key")) as unknown as SelectQueryBuilder<
    DB,
    TB,
    Row & { page_key: string }
  >;
  if (paging.continue) {
    const [key, uid] = readToken(paging.continue);
    const than = descending ? sql`<` : sql`>`;
    rows = rows.where(sql<boolean>`(${sql.ref(column)}, ${sql.ref(uidColumn)}) ${than} (${key}, ${uid})`);
  }
  const direction = descending ? "desc" : "asc";
  const found = await rows
    .orderBy(sql.ref(column), direction)
    .orderBy(sql.ref(uidColumn), direction)
    .limit(limit + 1)
    .execute();
  const items = found.slice(0, limit);
  const last = items.at(-1);
  const more = found.length > limit && last !== undefined;
  return {
    items: items.map(toItem),
    listmeta: { continue: more ? token(last.page_key, last.uid) : "", count: Number(count), limit, offset: 0 },
  };
}

/** The page of a list that is held in memory. */
export function pageOf<Item>(all: readonly Item[], paging: Paging): Page<Item> {
  const limit = Math.min(paging.limit ?? PAGE, PAGE);
  const offset = paging.continue ? Number(readToken(paging.continue)[0]) || 0 : 0;
  const end = offset + limit;
  return {
    items: all.slice(offset, end),
    listmeta: { continue: end < all.length ? token(String(end), "") : "", count: all.length, limit, offset },
  };
}

function orderOf(text: string | undefined, orders: Orders): { column: string; descending: boolean } {
  const [first] = Object.keys(orders);
  const [, field = first ?? "", sign = "1"] = /^([A-Za-z.]+)=(-?1)$/.exec(text ?? "") ?? [];
  const column = Object.hasOwn(orders, field) ? orders[field] : undefined;
  if (column === undefined || (text && !text.startsWith(field)))
    throw invalid("orderBy", text, `one of ${Object.keys(orders).join(", ")} followed by =1 or =-1`);
  return { column, descending: sign === "-1" };
}

const token = (key: string, uid: string): string => Buffer.from(JSON.stringify([key, uid])).toString("base64url");

function readToken(text: string): readonly [string, string] {
  try {
    const parsed: unknown = JSON.parse(Buffer.from(text, "base64url").toString());
    if (Array.isArray(parsed) && parsed.length === 2 && parsed.every((part) => typeof part === "string"))
      return [parsed[0] as string, parsed[1] as string];
  } catch {
    // Not a token of ours.
  }
  throw invalid("continue", text, "the token of a page before");
}

/** More pages than any answer has: a service that repeats itself. */
const MOST_PAGES = 1_000;

/**
 * All items of an operation that answers in pages.
 * @param fetch asks for the page behind a token (undefined: the first).
 */
export async function everyPage<Item>(
  fetch: (token: string | undefined) => Promise<{ readonly items: readonly Item[]; readonly next: string | undefined }>,
): Promise<readonly Item[]> {
  const items: Item[] = [];
  let token: string | undefined;
  for (let page = 0; page < MOST_PAGES; page++) {
    const answer = await fetch(token);
    items.push(...answer.items);
    if (!answer.next) return items;
    token = answer.next;
  }
  throw new Error(`the service answered with more than ${MOST_PAGES} pages`);
}

/**
 * Runs `count` creations in batches of 1, 2, 4 …; stops at the first batch with a failure, so that a quota or a refusing webhook
 * is not hit by all of them. Returns how many succeeded. @throws the first failure
 */
export async function slowStart(count: number, create: () => Promise<unknown>): Promise<number> {
  let done = 0;
  for (let batch = 1; done < count; batch *= 2) {
    const size = Math.min(batch, count - done);
    const results = await Promise.allSettled(Array.from({ length: size }, create));
    done += results.filter(({ status }) => status === "fulfilled").length;
    const failure = results.find((result) => result.status === "rejected");
    if (failure) throw failure.reason;
  }
  return done;
}

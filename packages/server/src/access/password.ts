import { randomBytes, scrypt, timingSafeEqual } from "node:crypto";

/** scrypt's N for people's passwords: with r 8 and p 1 it takes 128 MiB and about half a second. */
export const PASSWORD_COST = 2 ** 17;

const derive = (password: string, salt: Buffer, cost: number): Promise<Buffer> =>
  new Promise((resolve, reject) =>
    scrypt(password.normalize("NFKC"), salt, 32, { N: cost, r: 8, p: 1, maxmem: 256 * cost * 8 }, (error, key) =>
      error ? reject(error) : resolve(key),
    ),
  );

/** `scrypt$N$salt$key`: what is kept of a password. */
export async function hashPassword(password: string, cost: number): Promise<string> {
  const salt = randomBytes(16);
  const key = await derive(password, salt, cost);
  return ["scrypt", cost, salt.toString("base64url"), key.toString("base64url")].join("$");
}

/** Takes the same time whether or not there is a hash to compare with, so that nobody learns which accounts exist. */
export async function passwordMatches(password: string, hash: string | null, cost: number): Promise<boolean> {
  const [, stored, salt, key] = (hash ?? "").split("$");
  const expected = Buffer.from(key ?? "", "base64url");
  const derived = await derive(password, Buffer.from(salt ?? "", "base64url"), Number(stored) || cost);
  return expected.length === derived.length && timingSafeEqual(expected, derived);
}

import { expect, test } from "vitest";
import { HEADER_DICTIONARY } from "./header-dictionary.ts";
import { HeaderCodec } from "./header-codec.ts";

/** Adler-32, by which zlib streams name their dictionary. */
function adler32(bytes: Uint8Array): number {
  let a = 1;
  let b = 0;
  for (const byte of bytes) {
    a = (a + byte) % 65521;
    b = (b + a) % 65521;
  }
  return ((b << 16) | a) >>> 0;
}

test("the dictionary is SPDY/3's, byte for byte", () => {
  expect(HEADER_DICTIONARY).toHaveLength(1423);
  expect(adler32(HEADER_DICTIONARY).toString(16)).toBe("e3c6a7c2");
});

test("header blocks of a connection are one stream: later ones build on earlier ones", async () => {
  const client = new HeaderCodec();
  const server = new HeaderCodec();
  for (const [streamtype, port] of [
    ["error", "8080"],
    ["data", "8080"],
    ["error", "9090"],
  ] as const) {
    const headers = new Map([
      ["streamtype", streamtype],
      ["port", port],
      ["requestid", "0"],
    ]);
    expect(await server.read(await client.write(headers))).toEqual(headers);
  }
  client.close();
  server.close();
});

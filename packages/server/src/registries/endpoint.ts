import { lookup } from "node:dns/promises";
import { BlockList, isIP } from "node:net";
import { invalid } from "../http/api-error.ts";

const LOOKUP_DEADLINE_MS = 2_000;
/** Where clouds answer machines about themselves, credentials included; by name. */
const METADATA_NAMES = new Set(["metadata", "metadata.google.internal", "instance-data", "instance-data.ec2.internal"]);

const refused = new BlockList();
refused.addSubnet("169.254.0.0", 16, "ipv4");
refused.addSubnet("0.0.0.0", 8, "ipv4");
refused.addSubnet("fe80::", 10, "ipv6");
refused.addAddress("::", "ipv6");
// Metadata of EC2 over IPv6, and of Alibaba and Oracle.
refused.addAddress("fd00:ec2::254", "ipv6");
refused.addAddress("100.100.100.200", "ipv4");
refused.addAddress("192.0.0.192", "ipv4");

/**
 * A registry's address as it is kept: `https://charts.example.org/stable`. Link-local and metadata addresses are refused however they are
 * written; a name is looked up, as far as that works here.
 * @throws ApiError at the field.
 */
export async function registryEndpoint(given: string, field: string): Promise<string> {
  const text = /^[a-z][a-z0-9+.-]*:\/\//i.test(given) ? given : `https://${given}`;
  const url = URL.canParse(text) ? new URL(text) : undefined;
  const accepted = "an http or https address without user, such as https://charts.example.org";
  if (!url || !["https:", "http:"].includes(url.protocol) || url.hostname === "" || url.username || url.password)
    throw invalid(field, given, accepted);
  const host = url.hostname.replace(/^\[(.*)\]$/, "$1").replace(/\.$/, "");
  const addresses = isIP(host) ? [host] : await addressesOf(host);
  if (METADATA_NAMES.has(host.toLowerCase()) || addresses.some(isRefused))
    throw invalid(field, given, "an address that is neither link-local nor a cloud's metadata service");
  return url.href.replace(/\/$/, "");
}

function isRefused(address: string): boolean {
  // IPv4 in IPv6: ::ffff:169.254.169.254, which URLs write as ::ffff:a9fe:a9fe. BlockList knows both.
  return refused.check(address, isIP(address) === 6 ? "ipv6" : "ipv4");
}

async function addressesOf(host: string): Promise<readonly string[]> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<readonly string[]>((resolve) => {
    timer = setTimeout(() => resolve([]), LOOKUP_DEADLINE_MS);
  });
  const found = lookup(host, { all: true }).then(
    (all) => all.map(({ address }) => address),
    () => [],
  );
  try {
    return await Promise.race([found, late]);
  } finally {
    clearTimeout(timer);
  }
}

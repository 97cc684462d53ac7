import type { OperationTable } from "../service/operation.ts";
import { text } from "../service/text.ts";
import { alreadyExists, noSuchEntity } from "./entities.ts";

interface IdentityProvider {
  readonly arn: string;
  readonly url: string;
  readonly clientIds: readonly string[];
  readonly thumbprints: readonly string[];
  /** Milliseconds since the epoch. */
  readonly createdAt: number;
}

/** Providers of OpenID Connect whose tokens roles may trust. */
export class IdentityProviders {
  readonly #providers = new Map<string, IdentityProvider>();
  readonly #accountId: string;
  readonly #now: () => number;

  constructor(accountId: string, now: () => number) {
    this.#accountId = accountId;
    this.#now = now;
  }

  /** The ARN of the provider that vouches for this issuer's tokens for one of these audiences. */
  accepting(issuer: string, audiences: readonly string[]): string | undefined {
    const found = this.#providers.get(this.#arnOf(issuer));
    return found && audiences.some((audience) => found.clientIds.includes(audience)) ? found.arn : undefined;
  }

  #arnOf(url: string): string {
    return `arn:aws:iam::${this.#accountId}:oidc-provider/${url.replace(/^https?:\/\//, "")}`;
  }

  #require(arn: unknown): IdentityProvider {
    const found = this.#providers.get(text(arn));
    if (!found) throw noSuchEntity(`OpenIDConnect Provider not found for arn ${text(arn)}`);
    return found;
  }

  readonly operations: OperationTable = {
    CreateOpenIDConnectProvider: (input, context) => {
      const url = text(input.Url ?? "");
      const arn = this.#arnOf(url);
      if (this.#providers.has(arn)) throw alreadyExists(`Provider with url ${url} already exists.`);
      this.#providers.set(arn, {
        arn,
        url,
        clientIds: (input.ClientIDList ?? []) as readonly string[],
        thumbprints: (input.ThumbprintList ?? []) as readonly string[],
        createdAt: this.#now(),
      });
      context.touched(arn);
      return { OpenIDConnectProviderArn: arn };
    },
    GetOpenIDConnectProvider: (input) => {
      const found = this.#require(input.OpenIDConnectProviderArn);
      return {
        Url: found.url.replace(/^https?:\/\//, ""),
        ClientIDList: found.clientIds,
        ThumbprintList: found.thumbprints,
        CreateDate: new Date(found.createdAt),
      };
    },
    ListOpenIDConnectProviders: () => ({
      OpenIDConnectProviderList: [...this.#providers.keys()].map((Arn) => ({ Arn })),
    }),
    DeleteOpenIDConnectProvider: (input, context) => {
      const { arn } = this.#require(input.OpenIDConnectProviderArn);
      this.#providers.delete(arn);
      context.touched(arn);
      return {};
    },
  };

  save(): unknown {
    return [...this.#providers.values()];
  }

  restore(saved: unknown): void {
    for (const each of saved as IdentityProvider[]) this.#providers.set(each.arn, each);
  }
}

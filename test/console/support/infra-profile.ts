import type { Api } from "./console-stack.ts";

const LAYERS = { os: "amazon-linux-eks", k8s: "kubernetes-eks", cni: "cni-aws-vpc-eks", csi: "csi-aws-ebs" } as const;

type Found = {
  readonly items: readonly {
    readonly spec: {
      readonly name: string;
      readonly registries: readonly { uid: string; latestVersion: string; latestPackUid: string }[];
    };
  }[];
};
type Details = { readonly packValues: readonly { readonly packUid: string; readonly values: string }[] };

/** Makes the infrastructure profile that the reference page takes as there already: OS, Kubernetes, network and storage. @returns its uid. */
export async function makeInfraProfile(api: Api, name: string): Promise<string> {
  const { items } = await api<Found>("POST", "/v1/packs/search?limit=50", { filter: {}, sort: [] });
  const packs = await Promise.all(
    Object.entries(LAYERS).map(async ([layer, pack]) => {
      const registry = items.find(({ spec }) => spec.name === pack)?.spec.registries[0];
      if (!registry) throw new Error(`no registry has ${pack}`);
      const { packValues } = await api<Details>("GET", `/v1/packs/${pack}/registries/${registry.uid}`);
      const values = packValues.find(({ packUid }) => packUid === registry.latestPackUid)?.values ?? "";
      return {
        name: pack,
        layer,
        type: "spectro",
        tag: registry.latestVersion,
        uid: registry.latestPackUid,
        registryUid: registry.uid,
        values,
      };
    }),
  );
  const { uid } = await api<{ uid: string }>("POST", "/v1/clusterprofiles?publish=true", {
    metadata: { name, annotations: { description: "EKS 1.32" } },
    spec: { version: "1.0.0", template: { type: "infra", cloudType: "eks", packs } },
  });
  return uid;
}

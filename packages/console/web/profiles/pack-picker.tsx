import { TextInput } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { layerName } from "../../src/profile/layers.ts";
import { packsQuery } from "../api/profiles.ts";
import type { Pack } from "../api/types.ts";
import { Icon } from "../parts/icons.tsx";
import { Empty, Failure, Loading } from "../parts/page.tsx";

/** Packs of all registries; the search looks in name, layer and category. */
export function PackPicker({ onPick }: { onPick: (pack: Pack) => void }) {
  const { data, error } = useQuery(packsQuery);
  const [search, setSearch] = useState("");
  const found = (data ?? []).filter(({ spec }) =>
    `${spec.name} ${spec.displayName ?? ""} ${layerName(spec.layer)} ${spec.addonType ?? ""}`
      .toLowerCase()
      .includes(search.trim().toLowerCase()),
  );
  return (
    <section className="card pad grid" aria-label="Packs" style={{ gap: 12 }}>
      <TextInput
        type="search"
        aria-label="Search packs"
        placeholder="Search packs"
        leftSection={<Icon name="search" size={14} />}
        value={search}
        autoFocus
        onChange={(event) => setSearch(event.currentTarget.value)}
      />
      {error && <Failure error={error} />}
      {!data && !error && <Loading rows={3} />}
      {data && found.length === 0 && <Empty title="No pack matches">Try a shorter word.</Empty>}
      <div className="stack">
        {found.map(({ spec }) => {
          const registry = spec.registries?.[0];
          return (
            <button
              key={`${spec.name}${registry?.uid ?? ""}`}
              type="button"
              className="layer"
              onClick={() =>
                onPick({
                  name: spec.name,
                  displayName: spec.displayName,
                  layer: spec.layer,
                  type: "spectro",
                  tag: registry?.latestVersion,
                  packUid: registry?.latestPackUid,
                  registryUid: registry?.uid,
                })
              }
            >
              <span className="kind">
                <Icon name={spec.layer} />
              </span>
              <span className="grow">
                <div style={{ fontWeight: 550 }}>{spec.displayName ?? spec.name}</div>
                <div className="sub">
                  {[spec.addonType ?? layerName(spec.layer), registry?.name].filter(Boolean).join(" · ")}
                </div>
              </span>
              <span className="tag num">{registry?.latestVersion}</span>
            </button>
          );
        })}
      </div>
    </section>
  );
}

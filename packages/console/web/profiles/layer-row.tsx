import type { ReactNode } from "react";
import { layerName, versionOf } from "../../src/profile/layers.ts";
import type { Pack } from "../api/types.ts";
import { Icon } from "../parts/icons.tsx";

type LayerRowProps = {
  readonly pack: Pack;
  readonly active?: boolean;
  readonly onOpen?: () => void;
  readonly end?: ReactNode;
};

/** One layer of a stack. Its name starts with the layer's, as "Kubernetes kubernetes-eks 1.32". */
export function LayerRow({ pack, active = false, onOpen, end }: LayerRowProps) {
  const content = (
    <>
      <span className="kind">
        <Icon name={pack.layer} />
      </span>
      <span className="grow">
        <div style={{ fontWeight: 550 }}>
          {pack.layer === "addon" ? (pack.displayName ?? pack.name) : layerName(pack.layer)}
        </div>
        <div className="sub">
          {pack.layer === "addon"
            ? pack.type === "manifest"
              ? "Manifest"
              : pack.name
            : (pack.displayName ?? pack.name)}{" "}
          <span className="num">{versionOf(pack)}</span>
        </div>
      </span>
      {end}
    </>
  );
  if (!onOpen)
    return (
      <div className="layer" style={{ cursor: "default" }}>
        {content}
      </div>
    );
  return (
    <button type="button" className="layer" data-active={active} aria-pressed={active} onClick={onOpen}>
      {content}
    </button>
  );
}

import { useQuery } from "@tanstack/react-query";
import { useMemo, useState } from "react";
import { GuardedButton } from "../access/guarded-button.tsx";
import { macroNamesQuery } from "../api/access.ts";
import type { Pack } from "../api/types.ts";
import { Icon } from "../parts/icons.tsx";
import { Empty } from "../parts/page.tsx";
import { CHANGE } from "./draft.ts";
import { LayerRow } from "./layer-row.tsx";
import { ManifestLayer } from "./manifest-layer.tsx";
import { PackEditor } from "./pack-editor.tsx";
import { PackPicker } from "./pack-picker.tsx";

type Pane =
  | { readonly kind: "none" | "pick" | "manifest" }
  | { readonly kind: "edit"; readonly name: string }
  | { readonly kind: "configure"; readonly pack: Pack };
type Props = {
  readonly packs: readonly Pack[];
  readonly changed?: ReadonlyMap<string, "added" | "changed" | "removed">;
  /** Names of the profile's variables. */
  readonly variables?: readonly string[];
  readonly busy?: boolean;
  readonly onChange: (packs: readonly Pack[]) => void;
};

const NO_VARIABLES: readonly string[] = [];

/** The stack of layers at the left, what is being edited at the right. */
export function LayerStack({ packs, changed, variables = NO_VARIABLES, busy = false, onChange }: Props) {
  const { data: names } = useQuery(macroNamesQuery);
  const macros = useMemo(
    () => [...(names ?? []).map((name) => `macro.${name}`), ...variables.map((name) => `var.${name}`)],
    [names, variables],
  );
  const [pane, setPane] = useState<Pane>({ kind: "none" });
  const close = (): void => setPane({ kind: "none" });
  const add = (pack: Pack): void => {
    onChange([...packs.filter(({ name }) => name !== pack.name), pack]);
    close();
  };
  const edited = pane.kind === "edit" ? packs.find(({ name }) => name === pane.name) : undefined;
  const editing = edited && {
    pack: edited,
    confirm: "Confirm Updates",
    onCancel: close,
    onConfirm: (pack: Pack) => {
      onChange(packs.map((other) => (other.name === pack.name ? pack : other)));
      close();
    },
    onRemove:
      edited.layer === "addon"
        ? () => {
            onChange(packs.filter(({ name }) => name !== edited.name));
            close();
          }
        : undefined,
  };
  return (
    <div className="split">
      <div className="grid" style={{ gap: 12 }}>
        <div className="row">
          <GuardedButton
            needs={CHANGE}
            size="xs"
            variant="default"
            leftSection={<Icon name="plus" size={14} />}
            onClick={() => setPane({ kind: "pick" })}
          >
            Add New Pack
          </GuardedButton>
          <GuardedButton
            needs={CHANGE}
            size="xs"
            variant="default"
            leftSection={<Icon name="plus" size={14} />}
            onClick={() => setPane({ kind: "manifest" })}
          >
            Add Manifest
          </GuardedButton>
        </div>
        <div className="stack" role="group" aria-label="Layers">
          {packs.toReversed().map((pack) => (
            <LayerRow
              key={pack.name}
              pack={pack}
              active={pane.kind === "edit" && pane.name === pack.name}
              onOpen={() => setPane({ kind: "edit", name: pack.name })}
              end={
                changed?.has(pack.name) ? (
                  <span className={`tag ${changed.get(pack.name)}`}>{changed.get(pack.name)}</span>
                ) : undefined
              }
            />
          ))}
          {packs.length === 0 && (
            <div className="card">
              <Empty title="No layers yet">Add a pack or a manifest.</Empty>
            </div>
          )}
        </div>
      </div>
      <div>
        {pane.kind === "none" && packs.length > 0 && (
          <div className="card">
            <Empty title="Select a layer">Its values, presets and manifests open here.</Empty>
          </div>
        )}
        {pane.kind === "pick" && <PackPicker onPick={(pack) => setPane({ kind: "configure", pack })} />}
        {pane.kind === "configure" && (
          <PackEditor
            key={pane.pack.name}
            pack={pane.pack}
            confirm="Confirm & Create"
            macros={macros}
            onConfirm={add}
            onCancel={close}
          />
        )}
        {pane.kind === "manifest" && (
          <ManifestLayer confirm="Confirm & Create" busy={busy} onConfirm={add} onCancel={close} />
        )}
        {editing &&
          (editing.pack.type === "manifest" ? (
            <ManifestLayer key={editing.pack.name} {...editing} />
          ) : (
            <PackEditor key={editing.pack.name} {...editing} macros={macros} />
          ))}
      </div>
    </div>
  );
}

import { ActionIcon, Button, TextInput } from "@mantine/core";
import { useState } from "react";
import type { Problem } from "../../src/yaml/problems.ts";
import type { Manifest } from "../api/types.ts";
import { YamlEditor } from "../editor/yaml-editor.tsx";
import { Icon } from "../parts/icons.tsx";

type Props = {
  readonly manifests: readonly Manifest[];
  readonly onChange: (manifests: readonly Manifest[]) => void;
  readonly onProblems?: (problems: readonly Problem[]) => void;
};

const NAME = /^[a-z0-9]([-a-z0-9.]*[a-z0-9])?$/;

/** Manifests of a layer: New manifest asks for a name, the tick saves it, then its YAML can be written. */
export function ManifestEditor({ manifests, onChange, onProblems }: Props) {
  const [open, setOpen] = useState(manifests[0]?.name);
  const [naming, setNaming] = useState<string>();
  const shown = manifests.find(({ name }) => name === open);
  const problem =
    naming === undefined || naming === ""
      ? undefined
      : !NAME.test(naming)
        ? "Lower-case letters, digits, - and ."
        : manifests.some(({ name }) => name === naming)
          ? "This name is taken."
          : undefined;
  const save = (): void => {
    if (!naming || problem) return;
    onChange([...manifests, { name: naming, content: "" }]);
    setOpen(naming);
    setNaming(undefined);
  };
  return (
    <div className="grid" style={{ gap: 10 }}>
      <div className="row">
        {manifests.map(({ name }) => (
          <Button
            key={name}
            size="xs"
            variant={name === open ? "light" : "subtle"}
            aria-pressed={name === open}
            onClick={() => setOpen(name)}
          >
            {name}
          </Button>
        ))}
        {naming === undefined ? (
          <Button
            size="xs"
            variant="default"
            leftSection={<Icon name="plus" size={14} />}
            onClick={() => setNaming("")}
          >
            New manifest
          </Button>
        ) : (
          <form
            className="row"
            style={{ alignItems: "flex-start", flexWrap: "nowrap" }}
            onSubmit={(event) => {
              event.preventDefault();
              event.stopPropagation();
              save();
            }}
          >
            <TextInput
              size="xs"
              w={260}
              aria-label="Manifest name"
              placeholder="Manifest name"
              autoFocus
              value={naming}
              error={problem}
              onChange={(event) => setNaming(event.currentTarget.value)}
            />
            <ActionIcon
              type="submit"
              variant="light"
              size={30}
              aria-label="Save manifest name"
              disabled={!naming || problem !== undefined}
            >
              <Icon name="tick" />
            </ActionIcon>
            <ActionIcon
              variant="subtle"
              color="gray"
              size={30}
              aria-label="Discard manifest"
              onClick={() => setNaming(undefined)}
            >
              <Icon name="cross" />
            </ActionIcon>
          </form>
        )}
      </div>
      {shown && (
        <YamlEditor
          key={shown.name}
          text={shown.content ?? ""}
          onChange={(content, found) => {
            onProblems?.(found);
            if (content !== shown.content)
              onChange(
                manifests.map((manifest) => (manifest.name === shown.name ? { ...manifest, content } : manifest)),
              );
          }}
        />
      )}
    </div>
  );
}

import { NumberInput } from "@mantine/core";
import { useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { sizePool } from "../api/clusters.ts";
import type { MachinePool } from "../api/types.ts";
import { FormDialog } from "../parts/form-dialog.tsx";

type Props = { readonly cloudConfigUid: string; readonly pool: MachinePool; readonly onClose: () => void };

/** How many nodes a node group has, and between which numbers it may change by itself. */
export function PoolSize({ cloudConfigUid, pool, onClose }: Props) {
  const [size, setSize] = useState(pool.size ?? 0);
  const [minSize, setMinSize] = useState(pool.minSize ?? 0);
  const [maxSize, setMaxSize] = useState(pool.maxSize ?? pool.size ?? 1);
  const queries = useQueryClient();
  const wrong = size < minSize || size > maxSize ? `Between ${minSize} and ${maxSize}.` : undefined;
  const number = (label: string, value: number, set: (value: number) => void, error?: string) => (
    <NumberInput
      label={label}
      min={0}
      max={1000}
      allowDecimal={false}
      clampBehavior="strict"
      value={value}
      error={error}
      onChange={(next) => set(Number(next) || 0)}
    />
  );
  return (
    <FormDialog
      title={`Edit ${pool.name}`}
      confirm="Save"
      disabled={wrong !== undefined}
      onClose={onClose}
      onConfirm={async () => {
        await sizePool(cloudConfigUid, pool, { size, minSize, maxSize });
        await queries.invalidateQueries({ queryKey: ["clusters"] });
        onClose();
      }}
    >
      {number("Nodes", size, setSize, wrong)}
      {number("At least", minSize, setMinSize)}
      {number("At most", maxSize, setMaxSize)}
    </FormDialog>
  );
}

import { Button, Modal, type MantineSize } from "@mantine/core";
import { useState, type ReactNode } from "react";
import { Failure } from "./page.tsx";

type Props = {
  readonly title: string;
  readonly size?: MantineSize;
  readonly confirm?: string;
  readonly disabled?: boolean;
  /** Done when it resolves; what it throws is shown, and the dialog stays with what was filled in. */
  readonly onConfirm: () => Promise<void>;
  readonly onClose: () => void;
  readonly children: ReactNode;
};

/** A dialog with a form: fields, Cancel, Confirm; Enter confirms too. */
export function FormDialog({
  title,
  size = "md",
  confirm = "Confirm",
  disabled = false,
  onConfirm,
  onClose,
  children,
}: Props) {
  const [busy, setBusy] = useState(false);
  const [problem, setProblem] = useState<unknown>();
  const submit = async (): Promise<void> => {
    if (busy || disabled) return;
    setBusy(true);
    setProblem(undefined);
    try {
      await onConfirm();
    } catch (failure) {
      setProblem(failure);
    } finally {
      setBusy(false);
    }
  };
  return (
    <Modal opened onClose={onClose} title={title} size={size}>
      <form
        className="grid"
        style={{ gap: 12 }}
        onSubmit={(event) => {
          event.preventDefault();
          void submit();
        }}
      >
        {problem !== undefined && <Failure error={problem} />}
        {children}
        <div className="row" style={{ justifyContent: "flex-end" }}>
          <Button variant="default" onClick={onClose}>
            Cancel
          </Button>
          <Button type="submit" loading={busy} disabled={disabled}>
            {confirm}
          </Button>
        </div>
      </form>
    </Modal>
  );
}

import { Button, type ButtonProps } from "@mantine/core";
import { useNavigate } from "@tanstack/react-router";
import type { ReactNode } from "react";
import type { Scope } from "../api/client.ts";
import { usePermissions } from "./use-permissions.ts";

type Props = ButtonProps & {
  /** Permission without which it is disabled and tells why. */
  readonly needs: string;
  readonly scope?: Scope;
  readonly children: ReactNode;
  readonly "aria-label"?: string;
  readonly onClick?: () => void;
  readonly type?: "button" | "submit";
};

/** A button for those who may; for the others it is disabled, with the reason. */
export function GuardedButton({ needs, scope, disabled = false, ...others }: Props) {
  const { refused, reason } = usePermissions(scope)(needs);
  return <Button {...others} disabled={disabled || refused} title={reason} aria-description={reason} />;
}

/** The same, leading to another page. */
export function GuardedLink({ to, ...others }: Omit<Props, "onClick"> & { readonly to: string }) {
  const navigate = useNavigate();
  return <GuardedButton {...others} onClick={() => void navigate({ to })} />;
}

import type { ButtonHTMLAttributes, ComponentChildren } from "preact";
import { Icon, type IconName } from "./Icon";

type Kind = "primary" | "danger" | "plain" | "";

interface ButtonProps extends Omit<ButtonHTMLAttributes<HTMLButtonElement>, "icon"> {
  kind?: Kind;
  children: ComponentChildren;
}

/** A button; it submits nothing unless its type says so. */
export function Button({ kind = "", children, class: more = "", type = "button", ...rest }: ButtonProps) {
  return (
    <button type={type} class={`button ${kind} ${more}`} {...rest}>
      {children}
    </button>
  );
}

interface IconButtonProps extends Omit<ButtonHTMLAttributes<HTMLButtonElement>, "icon"> {
  icon: IconName;
  label: string;
}

/** A button that is a picture: its label is its accessible name and its tooltip. */
export function IconButton({ icon, label, class: more = "", ...rest }: IconButtonProps) {
  return (
    <button type="button" class={`button icon ${more}`} aria-label={label} title={label} {...rest}>
      <Icon name={icon} />
    </button>
  );
}

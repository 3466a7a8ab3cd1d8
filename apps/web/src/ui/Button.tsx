import type { ComponentProps, ReactNode } from "react";
import { cx } from "./cx.js";
import "./button.css";

export type ButtonProps = ComponentProps<"button"> & { look?: "plain" | "primary" | "outline" | "danger" };

export const Button = ({ look = "outline", className, ...rest }: ButtonProps) => (
  <button type="button" className={cx("button", look, className)} {...rest} />
);

export type IconButtonProps = Omit<ComponentProps<"button">, "children"> & {
  label: string;
  children: ReactNode;
};

/** A button that shows only a symbol; its label is its accessible name and its tooltip. */
export const IconButton = ({ label, className, ...rest }: IconButtonProps) => (
  <button type="button" aria-label={label} title={label} className={cx("icon-button", className)} {...rest} />
);

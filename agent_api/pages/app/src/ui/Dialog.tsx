import type { ComponentChildren } from "preact";
import { useEffect, useId, useRef } from "preact/hooks";
import { IconButton } from "./Button";
import { uiWords } from "./texts";

interface DialogProps {
  title: string;
  /** Escape, the cross, a click beside it. Without it the dialog stays until its own buttons end it. */
  onClose?: () => void;
  class?: string;
  children: ComponentChildren;
}

/** A modal dialog: the browser keeps the focus in it, and gives it back. */
export function Dialog({ title, onClose, class: more = "", children }: DialogProps) {
  const box = useRef<HTMLDialogElement>(null);
  const titleId = useId();
  useEffect(() => {
    const dialog = box.current;
    const before = document.activeElement;
    dialog?.showModal();
    return () => {
      dialog?.close();
      if (before instanceof HTMLElement && before.isConnected) before.focus();
    };
  }, []);
  return (
    // biome-ignore lint/a11y/useKeyWithClickEvents: Escape does the same
    <dialog
      ref={box}
      class={`dialog ${more}`}
      aria-labelledby={titleId}
      onCancel={(event) => {
        event.preventDefault();
        onClose?.();
      }}
      onClick={(event) => event.target === box.current && onClose?.()}
    >
      <div class="dialog-head">
        <h2 id={titleId}>{title}</h2>
        {onClose && <IconButton icon="close" label={uiWords().close} onClick={onClose} />}
      </div>
      {children}
    </dialog>
  );
}

/** Details beside a list: a dialog at the right edge, with the whole height. */
export function Drawer(props: DialogProps) {
  return <Dialog {...props} class={`drawer ${props.class ?? ""}`} />;
}

import { useEffect, useRef, useState } from "preact/hooks";
import type { Me } from "../api/types";
import { fieldInUse, untilQuiet_ms } from "../lib/typing";
import { LogInForm } from "../pages/login/LogInForm";
import { Button } from "../ui/Button";
import { Dialog } from "../ui/Dialog";
import { entered } from "./session";
import { shellWords } from "./texts";

const QUIET_MS = 2000;
const LOOK_MS = 250;

/** Whether somebody writes into a field that the dialog would take the keyboard from: until they leave it or press Escape.
 *  Nothing can be said beside another dialog: there they are left alone until they rest. */
function useWriting(): [boolean, () => void] {
  const [isWriting, setWriting] = useState(() => fieldInUse() !== null);
  useEffect(() => {
    if (!isWriting) return;
    const look = (): void => {
      const field = fieldInUse();
      const isInDialog = field?.closest("dialog:modal");
      if (!field || (isInDialog && !untilQuiet_ms(QUIET_MS))) setWriting(false);
    };
    const leave = (event: KeyboardEvent): void => {
      if (event.key === "Escape" && !document.querySelector("dialog:modal")) setWriting(false);
    };
    const timer = setInterval(look, LOOK_MS);
    window.addEventListener("keydown", leave);
    return () => {
      clearInterval(timer);
      window.removeEventListener("keydown", leave);
    };
  }, [isWriting]);
  return [isWriting, () => setWriting(false)];
}

/** The keyboard goes back to the field in which somebody wrote. */
function useFieldBack(): void {
  const field = useRef(fieldInUse());
  useEffect(
    () => () => {
      requestAnimationFrame(() => {
        if (document.activeElement === document.body) field.current?.focus();
      });
    },
    [],
  );
}

/** Over the page whose log-in has ended. What waits for the API goes on after it; nothing that was typed is lost, and what
 *  is being typed does not go into the password. */
export function LogInAgain({ me }: { me: Me }) {
  const [isWriting, stop] = useWriting();
  const [isOther, setOther] = useState(false);
  useFieldBack();
  const words = shellWords();
  if (isWriting)
    return (
      <div class="expired" role="alert">
        <span>
          <b>{words.expired}</b> {words.expiredWhileWriting}
        </span>
        <Button id="log-in-again" kind="primary" onClick={stop}>
          {words.logIn}
        </Button>
      </div>
    );
  return (
    <Dialog title={words.expired}>
      <p class="quiet">{words.expiredHint}</p>
      <LogInForm username={isOther ? "" : me.username} onEntered={(answer) => entered(answer.agent)} />
      {!isOther && (
        <p>
          <Button kind="plain" onClick={() => setOther(true)}>
            {words.other}
          </Button>
        </p>
      )}
    </Dialog>
  );
}

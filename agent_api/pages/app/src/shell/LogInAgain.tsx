import { useState } from "preact/hooks";
import type { Me } from "../api/types";
import { LogInForm } from "../pages/login/LogInForm";
import { Button } from "../ui/Button";
import { Dialog } from "../ui/Dialog";
import { entered } from "./session";
import { shellWords } from "./texts";

/** Over the page whose log-in has ended. What waits for the API goes on after it; nothing that was typed is lost. */
export function LogInAgain({ me }: { me: Me }) {
  const [isOther, setOther] = useState(false);
  const words = shellWords();
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

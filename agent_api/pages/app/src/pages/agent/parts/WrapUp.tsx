import { api } from "../../../api/client";
import type { Me } from "../../../api/types";
import { me } from "../../../shell/session";
import { Button } from "../../../ui/Button";
import { inTurn } from "../model/turn";
import { deskWords } from "../texts/desk";

const again = async (): Promise<void> => {
  me.value = await api.get("/agents/me");
};

const extend = (): void => void inTurn(() => api.post("/agents/me/wrapup").then(again));
const finish = (): void => void inTurn(() => api.delete("/agents/me/wrapup").then(again));

/** After a call: a minute more for the ticket, and its end when it is written. */
export function WrapUp({ agent }: { agent: Me }) {
  if (agent.state !== "wrapup") return null;
  const words = deskWords();
  return (
    <span class="row">
      <Button id="extend-wrapup" onClick={extend}>
        {words.extend}
      </Button>
      {agent.holds.includes("wrapup") && (
        <Button id="finish-wrapup" onClick={finish}>
          {words.finish}
        </Button>
      )}
    </span>
  );
}

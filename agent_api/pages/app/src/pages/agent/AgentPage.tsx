import { useEffect } from "preact/hooks";
import { place, setQuery } from "../../shell/router";
import { barContent } from "../../shell/screen";
import { me } from "../../shell/session";
import { useShortcuts } from "../../shell/shortcuts";
import { toastProblem } from "../../ui/Toast";
import { KEYS } from "./keys";
import { lives } from "./model/call";
import "./model/desk";
import { lookUp, openTicketByNumber } from "./model/looking";
import { isReady } from "./model/ready";
import { OwnFigures } from "./OwnFigures";
import { Advice } from "./parts/Advice";
import { Callback } from "./parts/Callback";
import { CallCard } from "./parts/CallCard";
import { History } from "./parts/History";
import { Mine, Recent } from "./parts/Lists";
import { Search } from "./parts/Search";
import { StateBar } from "./parts/StateBar";
import { Telephone } from "./parts/Telephone";
import { Ticket } from "./parts/Ticket";

/** The palette and other pages lead here with a number or a ticket in the address. */
function useAsked(): void {
  const { ticket, number } = place.value.query;
  useEffect(() => {
    if (ticket) openTicketByNumber(ticket).catch(toastProblem);
    if (number) lookUp(number).catch(toastProblem);
    if (ticket || number) setQuery({ ticket: undefined, number: undefined });
  }, [ticket, number]);
}

/** 座席: the call and the telephone on the left, the case in the middle, what is known of the caller on the right. While the
 *  phone rings all three are in view. */
export default function AgentPage() {
  useAsked();
  useShortcuts(KEYS);
  useEffect(() => {
    barContent.value = StateBar;
    return () => {
      barContent.value = null;
    };
  }, []);
  const agent = me.value;
  if (!agent) return null;
  const hasNoPhone = agent.extension === null;
  return (
    <>
      <Advice me={agent} />
      <div class="desk">
        <div class="side">
          <CallCard />
          <Telephone isHidden={hasNoPhone} />
          <Callback isHidden={hasNoPhone} />
          <OwnFigures changes={lives() ? 1 : 0} />
        </div>
        <Ticket />
        <div class="aside">
          <Search />
          <History />
          <Mine isHidden={hasNoPhone} />
          <Recent isRead={isReady.value} />
        </div>
      </div>
    </>
  );
}

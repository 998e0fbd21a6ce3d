import { useEffect, useState } from "preact/hooks";
import { api } from "../../api/client";
import type { Me, Schemas } from "../../api/types";
import { clock } from "../../lib/clock";
import { filled } from "../../lib/language";
import { Button } from "../../ui/Button";
import { Dialog } from "../../ui/Dialog";
import { toast, toastProblem } from "../../ui/Toast";
import { words as peopleWords } from "./texts";

interface TelephoneProps {
  agent: Me;
  /** just made, and shown this once */
  secret: string | null;
  onClose: () => void;
}

/** What a softphone asks for, and a code from which Linphone sets itself up. */
export function Telephone({ agent, secret, onClose }: TelephoneProps) {
  const [settings, setSettings] = useState<Schemas["TelephoneSettings"] | null>(null);
  const words = peopleWords();
  useEffect(() => {
    api
      .post("/agents/{username}/telephone", { path: { username: agent.username } })
      .then(setSettings, toastProblem);
  }, [agent.username]);
  const copy = (text: string) =>
    void navigator.clipboard?.writeText(text).then(() => toast(words.copied), toastProblem);
  const server =
    settings && (settings.port === 5060 ? settings.server : `${settings.server}:${settings.port}`);
  return (
    <Dialog title={`${words.telephone} · ${agent.name}`} onClose={onClose} class="large telephone-settings">
      {secret && (
        <p class="secret">
          {words.secretOnce} <code id="secret">{secret}</code>{" "}
          <Button onClick={() => copy(secret)}>{words.copy}</Button>
        </p>
      )}
      {settings && server && (
        <div class="telephone-parts">
          <div>
            <dl>
              <dt>{words.account}</dt>
              <dd>{settings.extension}</dd>
              <dt>{words.server}</dt>
              <dd>{server}</dd>
              <dt>{words.transport}</dt>
              <dd>{words.udp}</dd>
              <dt>{words.codecs}</dt>
              <dd>G.711 A-law, µ-law</dd>
              <dt>DTMF</dt>
              <dd>RFC 4733 (RFC 2833)</dd>
            </dl>
            <ul>
              <li>{words.linphone}</li>
              <li>{words.microsip}</li>
              <li>{filled(words.zoiper, { account: `${settings.extension}@${server}` })}</li>
            </ul>
          </div>
          <figure>
            <img class="qr" src={settings.qr} alt={words.qrLabel} />
            <figcaption class="quiet">
              {filled(words.qr, { until: clock(settings.until).slice(0, 5) })}{" "}
              <Button kind="plain" onClick={() => copy(settings.url)}>
                {words.copy}
              </Button>
            </figcaption>
          </figure>
        </div>
      )}
      <Button onClick={onClose}>{words.close}</Button>
    </Dialog>
  );
}

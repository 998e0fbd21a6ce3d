import { render } from "preact";
import "./lib/language";
import "./lib/theme";
import { App } from "./shell/App";
import { banner } from "./shell/screen";
import { start } from "./shell/session";
import { shellWords } from "./shell/texts";

const RETRY_MS = 2000;

/** A server that is being restarted is waited for. */
async function begin(): Promise<void> {
  try {
    await start();
    banner.value = null;
  } catch {
    const place = document.getElementById("app");
    if (place && !place.hasChildNodes()) place.textContent = shellWords().unreachable;
    setTimeout(() => void begin(), RETRY_MS);
    return;
  }
  const app = document.getElementById("app");
  if (!app) return;
  app.textContent = "";
  render(<App />, app);
}

void begin();

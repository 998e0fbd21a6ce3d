import type { Answer } from "../../api/client";
import { centre } from "../../lib/config";
import { LookButtons } from "../../shell/Bar";
import { navigate } from "../../shell/router";
import { pageTitle } from "../../shell/screen";
import { entered } from "../../shell/session";
import { shellWords } from "../../shell/texts";
import { LogInForm } from "./LogInForm";
import { titleWords } from "./texts";

/** Who has no one-time codes yet and must have them can do nothing else first. The rest is the router's. */
function enter(answer: Answer<"post", "/login">): void {
  if (answer.codes_needed) navigate("/account", { replace: true });
  entered(answer.agent);
}

export default function LoginPage() {
  pageTitle.value = titleWords().login;
  return (
    <main class="login">
      <h1>
        <span class="mark">{centre}</span> {shellWords().product}
      </h1>
      <div class="card">
        <LogInForm username="" onEntered={enter} />
      </div>
      <p class="login-links">
        <LookButtons />
        <a class="button" href="/docs">
          API
        </a>
      </p>
    </main>
  );
}

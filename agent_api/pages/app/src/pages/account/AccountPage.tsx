import { me } from "../../shell/session";
import { Codes } from "./Codes";
import { PasswordForm } from "./PasswordForm";

/** One's own password, and the one-time codes of those whose role has them. */
export default function AccountPage() {
  const agent = me.value;
  if (!agent) return null;
  return (
    <div class="page account">
      <p>
        <b id="name">{agent.name}</b>{" "}
        <span id="username" class="quiet">
          {agent.username}
        </span>
      </p>
      <PasswordForm />
      <section id="codes" class="card" aria-labelledby="codes-title" hidden={agent.role === "agent"}>
        {agent.role !== "agent" && <Codes />}
      </section>
    </div>
  );
}

import { Component, type ComponentChildren } from "preact";
import { Button } from "../ui/Button";
import { shellWords } from "./texts";

interface Props {
  /** a new page gets a new chance */
  of: string;
  children: ComponentChildren;
}

/** A page that fails takes neither the menu nor the connection with it. */
export class ErrorBoundary extends Component<Props, { failed: string | null }> {
  override state = { failed: null as string | null };

  override componentDidCatch(error: unknown): void {
    console.error(error);
    this.setState({ failed: this.props.of });
  }

  override render() {
    if (this.state.failed !== this.props.of) return this.props.children;
    const words = shellWords();
    return (
      <section class="page" role="alert">
        <div class="card">
          <h2>{words.broken}</h2>
          <p>{words.brokenHint}</p>
          <Button kind="primary" onClick={() => location.reload()}>
            {words.reload}
          </Button>
        </div>
      </section>
    );
  }
}

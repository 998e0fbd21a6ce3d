import { Dialog } from "../ui/Dialog";
import { isHelpOpen, shortcuts } from "./shortcuts";
import { shellWords } from "./texts";

/** The keys of this page, and those that work on every page. */
export function ShortcutHelp() {
  const words = shellWords();
  const lines: [string, string][] = [
    ...shortcuts.value.map((one): [string, string] => [`Alt ${one.key}`, one.text()]),
    [words.shortcuts, words.search],
    ["Alt /", words.keys],
  ];
  return (
    <Dialog
      title={words.keys}
      class="key-help"
      onClose={() => {
        isHelpOpen.value = false;
      }}
    >
      <dl>
        {lines.map(([key, text]) => (
          <div key={key}>
            <dt>
              <kbd>{key}</kbd>
            </dt>
            <dd>{text}</dd>
          </div>
        ))}
      </dl>
    </Dialog>
  );
}

import type { Me } from "../api/types";
import { switchLanguage } from "../lib/language";
import { switchTheme, theme } from "../lib/theme";
import type { PageEntry } from "../pages/index";
import { Button, IconButton } from "../ui/Button";
import { Icon } from "../ui/Icon";
import { barContent, isPaletteOpen } from "./screen";
import { isHelpOpen, shortcuts } from "./shortcuts";
import { shellWords } from "./texts";

export function LookButtons() {
  const words = shellWords();
  return (
    <>
      <Button id="language" onClick={switchLanguage}>
        {words.otherLanguage}
      </Button>
      <IconButton icon={theme() === "dark" ? "sun" : "moon"} label={words.theme} onClick={switchTheme} />
    </>
  );
}

/** Above every page: its title, what the page itself puts there, and what everybody has. */
export function Bar({ page, me }: { page: PageEntry; me: Me }) {
  const Content = barContent.value;
  const words = shellWords();
  return (
    <header class="bar no-print">
      <h1 class={Content ? "unseen" : ""}>{page.title()}</h1>
      {Content && <Content />}
      <span class="bar-right">
        <Button
          class="palette-button"
          title={`${words.search} (Ctrl K)`}
          onClick={() => {
            isPaletteOpen.value = true;
          }}
        >
          <Icon name="search" />
          <span class="palette-word">{words.search}</span>
          <kbd>{words.shortcuts}</kbd>
        </Button>
        {shortcuts.value.length > 0 && (
          <IconButton
            icon="keyboard"
            label={`${words.keys} (Alt /)`}
            onClick={() => {
              isHelpOpen.value = true;
            }}
          />
        )}
        <LookButtons />
        <a class="bar-name" href="/account" title={me.username}>
          {me.name}
        </a>
      </span>
    </header>
  );
}

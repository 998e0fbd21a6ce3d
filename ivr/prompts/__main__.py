"""`python -m ivr.prompts`: makes the sound files that callers hear; a second run makes only what changed."""

import sys

from cti.settings import SettingsError, load_settings
from ivr.prompts.build import PromptError, build


def main() -> int:
    try:
        settings = load_settings()
        made = build(settings.paths, lambda line: print(line, flush=True))
    except SettingsError as error:
        print(error, file=sys.stderr)
        return 2
    except PromptError as error:
        print(f"prompts: {error}", file=sys.stderr)
        return 1
    print(f"prompts: {made} made" if made else "prompts: there")
    return 0


if __name__ == "__main__":
    sys.exit(main())

"""`python -m ivr.prompts`: makes the sound files that callers hear; a second run makes only what has changed."""

import sys

from hotline.runtime.sounds import SoundError
from hotline.settings.environment import Settings, load_settings
from hotline.settings.error import SettingsError
from ivr.prompts.build import build
from ivr.prompts.manifest import LANGUAGES


def main() -> int:
    try:
        settings = load_settings()
        made = build(settings.paths, lambda line: print(line, flush=True))
        _check_greetings(settings)
    except SettingsError as error:
        print(error, file=sys.stderr)
        return 2
    except SoundError as error:
        print(f"prompts: {error}", file=sys.stderr)
        return 1
    print(f"prompts: {made} made" if made else "prompts: there")
    return 0


def _check_greetings(settings: Settings) -> None:
    """Raises SettingsError for a greeting without a sound file."""
    folder = settings.paths.sounds / LANGUAGES[0]
    for number, queue in enumerate(settings.hotline.queues):
        if queue.greeting and not (folder / f"{queue.greeting}.wav").exists():
            known = ", ".join(sorted(path.stem for path in folder.glob("*.wav") if not path.stem.startswith("queue-")))
            raise SettingsError(
                f"{settings.config_path.name}: queues[{number}].greeting: expected the name of a prompt ({known}), "
                f"got {queue.greeting!r}"
            )


if __name__ == "__main__":
    sys.exit(main())

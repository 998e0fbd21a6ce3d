"""`python -m asterisk_conf`: writes Asterisk's configuration from the settings. The agents' file is left as it is."""

import sys

from asterisk_conf.write import apply
from hotline.settings.environment import load_settings
from hotline.settings.error import SettingsError


def main() -> int:
    try:
        settings = load_settings()
        changed = apply(settings)
    except SettingsError as error:
        print(error, file=sys.stderr)
        return 2
    print(f"Asterisk's configuration: {'written to' if changed else 'unchanged in'} {settings.paths.asterisk_etc}")
    return 0


if __name__ == "__main__":
    sys.exit(main())

"""Files of secrets that the programs make for themselves at their first start, several of them perhaps at once."""

import os
import tempfile
from pathlib import Path


def create(path: Path, text: str) -> None:
    """The file appears whole or not at all, only its owner reads it, and what another process made first stays."""
    handle, temporary = tempfile.mkstemp(dir=path.parent)  # made with mode 0600
    try:
        with os.fdopen(handle, "w", encoding="utf-8") as file:
            file.write(text)
        os.link(temporary, path)
    except FileExistsError:
        pass
    finally:
        os.unlink(temporary)

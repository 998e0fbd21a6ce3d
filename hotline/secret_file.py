"""Secret files that processes create at their first start, possibly several at once."""

import os
import tempfile
from pathlib import Path


def create(path: Path, text: str) -> None:
    """Create the file atomically, readable only by its owner; a file that another process created first is kept."""
    handle, temporary = tempfile.mkstemp(dir=path.parent)  # created with mode 0600
    try:
        with os.fdopen(handle, "w", encoding="utf-8") as file:
            file.write(text)
        os.link(temporary, path)
    except FileExistsError:
        pass
    finally:
        os.unlink(temporary)

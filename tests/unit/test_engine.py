"""SQLite's write-ahead log: no commit waits for its checkpoint."""

from pathlib import Path

from sqlalchemy import text

from hotline.store.engine import checkpoint, open_engine, reading, writing

PAGE_BYTES = 4096


def test_a_long_log_is_moved_by_a_checkpoint_and_by_no_commit(tmp_path: Path) -> None:
    file = tmp_path / "some.db"
    engine = open_engine(f"sqlite:///{file}")
    with writing(engine) as connection:
        connection.execute(text("CREATE TABLE stuff (it BLOB)"))
    for _ in range(20):
        with writing(engine) as connection:
            connection.execute(text(f"INSERT INTO stuff VALUES (zeroblob({100 * PAGE_BYTES}))"))
    assert file.stat().st_size < 100 * PAGE_BYTES
    with reading(engine) as connection:
        connection.execute(text("SELECT count(*) FROM stuff"))
        assert checkpoint(engine) == ""
    assert file.stat().st_size > 2000 * PAGE_BYTES
    engine.dispose()

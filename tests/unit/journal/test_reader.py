"""The journal is read to its end, once, whatever happens to its files."""

import os
from pathlib import Path

import pytest

from hotline.asterisk.journal import reader as reader_module
from hotline.asterisk.journal.reader import JournalReader, Position


def read_all(reader: JournalReader) -> list[str]:
    """Every line there is, the position moved on as after a commit."""
    lines = []
    while (chunk := reader.read()) is not None:
        lines += chunk.lines
        reader.position = chunk.position
    return lines


@pytest.fixture
def journal(tmp_path: Path) -> Path:
    return tmp_path / "Master.csv"


def reader_of(journal: Path, position: Position | None = None) -> JournalReader:
    return JournalReader(journal.parent, journal.name, position)


def test_a_journal_that_is_not_there_yet_has_nothing_to_say(journal: Path) -> None:
    assert reader_of(journal).read() is None


def test_a_line_counts_when_its_end_is_written(journal: Path) -> None:
    reader = reader_of(journal)
    journal.write_text("one\ntw")
    assert read_all(reader) == ["one"]
    with journal.open("a") as file:
        file.write("o\n")
    assert read_all(reader) == ["two"]


def test_the_position_outlives_the_reader(journal: Path) -> None:
    journal.write_text("one\ntwo\n")
    first = reader_of(journal)
    read_all(first)
    kept = str(first.position)
    with journal.open("a") as file:
        file.write("three\n")
    assert read_all(reader_of(journal, Position.parse(kept))) == ["three"]


def test_a_lost_position_costs_time_and_no_line(journal: Path) -> None:
    journal.write_text("one\ntwo\n")
    assert read_all(reader_of(journal, Position.parse("rubbish"))) == ["one", "two"]


def test_a_rotated_file_is_read_to_its_end_before_the_new_one(journal: Path) -> None:
    journal.write_text("one\n")
    reader = reader_of(journal)
    read_all(reader)
    with journal.open("a") as file:
        file.write("two\n")
    journal.rename(journal.with_name("Master.csv.1"))
    journal.write_text("three\n")
    assert read_all(reader) == ["two", "three"]


def test_several_rotations_while_nobody_read_are_told_in_order(journal: Path) -> None:
    for age, name in ((300, "Master.csv.2"), (200, "Master.csv.1"), (100, "Master.csv")):
        path = journal.with_name(name)
        path.write_text(f"{name}\n")
        os.utime(path, ns=(0, 10**18 - age * 10**9))
    assert read_all(reader_of(journal)) == ["Master.csv.2", "Master.csv.1", "Master.csv"]


def test_a_truncated_file_is_read_anew(journal: Path) -> None:
    journal.write_text("one\ntwo\n")
    reader = reader_of(journal)
    read_all(reader)
    journal.write_text("new\n")
    assert read_all(reader) == ["new"]


def test_a_file_that_was_truncated_and_grew_past_our_place_is_not_taken_for_the_old_one(journal: Path) -> None:
    journal.write_text("one\n")
    reader = reader_of(journal)
    read_all(reader)
    journal.write_text("a longer line than before\n")
    assert read_all(reader) == ["a longer line than before"]


def test_bytes_that_are_no_utf8_break_no_line(journal: Path) -> None:
    journal.write_bytes("客户".encode("gbk") + b"\x85\x0b\n" + "李先生\n".encode())
    lines = read_all(reader_of(journal))
    assert len(lines) == 2
    assert lines[1] == "李先生"


def test_a_long_journal_comes_in_chunks_of_whole_lines(journal: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(reader_module, "CHUNK_BYTES", 64)
    wanted = [f"line {number}" for number in range(100)]
    journal.write_text("".join(f"{line}\n" for line in wanted))
    reader = reader_of(journal)
    assert reader.behind_bytes() == journal.stat().st_size
    first = reader.read()
    assert first is not None
    assert first.lines == wanted[: len(first.lines)]
    assert read_all(reader) == wanted
    assert reader.behind_bytes() == 0


def test_a_chunk_of_rubbish_without_a_line_end_is_passed_over(journal: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(reader_module, "CHUNK_BYTES", 64)
    journal.write_text("x" * 200 + "\none\n")
    assert read_all(reader_of(journal))[-1] == "one"

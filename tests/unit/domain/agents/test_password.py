"""Passwords that a guesser tries first are refused, and the rule is named."""

import pytest

from hotline.domain.agents.password import PasswordFault, password_fault

OWNER = ("wang", "王芳")


@pytest.mark.parametrize(
    ("password", "fault"),
    [
        ("1234", PasswordFault.SHORT),
        ("elevenchars", PasswordFault.SHORT),
        ("           x", PasswordFault.SHORT),
        ("password1234", PasswordFault.WORST),
        ("PASSWORD1234", PasswordFault.WORST),
        ("Password2026!", PasswordFault.WORST),
        ("1qaz2wsx3edc", PasswordFault.WORST),
        ("qwertyqwerty", PasswordFault.WORST),
        ("wangwangwang", PasswordFault.NAMED),
        ("Wang-2026-11", PasswordFault.NAMED),
        ("王芳王芳王芳王芳王芳王芳", PasswordFault.NAMED),
        ("aaaaaaaaaaaa", PasswordFault.REPEATED),
        ("121212121212", PasswordFault.REPEATED),
        ("123456789012", PasswordFault.REPEATED),
        ("abcdefghijkl", PasswordFault.REPEATED),
        ("987654321098", PasswordFault.REPEATED),
        ("abcabcabcabc", PasswordFault.REPEATED),
        ("AbcAbcAbcAbc", PasswordFault.REPEATED),
        ("aaaaaaaaaaab", PasswordFault.REPEATED),
        ("lantern-Lantern", PasswordFault.REPEATED),
        ("lantern_lantern_7", PasswordFault.REPEATED),
        ("letmein-letmein", PasswordFault.WORST),
        ("Passw0rd!Passw0rd!", PasswordFault.WORST),
        ("p@ssw0rd1234", PasswordFault.WORST),
        ("P@$$w0rd!!!!", PasswordFault.WORST),
        ("l3tm31n-2026!", PasswordFault.WORST),
        ("Aa123456789!", PasswordFault.WORST),
        ("hotline12345", PasswordFault.WORST),
        ("12345-Hotline", PasswordFault.WORST),
        ("zhengwu_fuwu_1", PasswordFault.WORST),
        ("woaini1314520", PasswordFault.WORST),
        ("5201314-1314520", PasswordFault.WORST),
        ("wang@12345678", PasswordFault.NAMED),
        ("20261111wang", PasswordFault.NAMED),
        ("W4ng-2026-1128", PasswordFault.NAMED),
    ],
)
def test_what_is_guessed_first_is_refused(password: str, fault: PasswordFault) -> None:
    assert password_fault(password, OWNER) is fault
    assert fault.words


@pytest.mark.parametrize(
    "password",
    [
        "correct horse",
        "correct horse battery",
        "six quiet lanterns",
        "六盏安静的灯笼照着一条河流",
        "wang likes tea",
        "x9!kq0-Tz41b",
        "12 lanterns at 7",
    ],
)
def test_a_long_one_of_ones_own_is_taken(password: str) -> None:
    assert password_fault(password, OWNER) is None


def test_a_username_with_a_digit_is_a_name_too() -> None:
    assert password_fault("adm2@12345678", ("adm2", "Li Ming")) is PasswordFault.NAMED
    assert password_fault("ming.li.20261128", ("adm2", "Li Ming")) is PasswordFault.NAMED
    assert password_fault("wangwangwang", ("adm2", "Li Ming")) is PasswordFault.REPEATED

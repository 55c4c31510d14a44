import pytest

from schedule.text import clean_line, clean_prose, initials


@pytest.mark.parametrize(
    ("given", "kept"),
    [
        ("plain", "plain"),
        ("two\r\nlines\rand\x0bmore\u2028here\u2029\x85end", "two\nlines\nand\nmore\nhere\n\nend"),
        ("tab\tstays, NUL\x00 and bell\x07 go", "tab\tstays, NUL and bell go"),
        ("over\u202eride\u202c and \u2066isolate\u2069", "override and isolate"),
        ("e\u0301", "é"),
        ("  edges  ", "edges"),
        ("\ud800lone", "lone"),
    ],
)
def test_prose_is_cleaned(given, kept):
    assert clean_prose(given) == kept


@pytest.mark.parametrize(
    ("given", "kept"),
    [
        ("one\nline", "one line"),
        ("a\u00a0b\u202fc", "a b c"),
        ("a\t  b", "a b"),
        ("\u202e\u200b", ""),
        ("a\u200d", "a\u200d"),
    ],
)
def test_line_is_cleaned(given, kept):
    assert clean_line(given) == kept


@pytest.mark.parametrize(
    ("name", "letters"),
    [("Michael S. Tsirkin", "MT"), ("Ann", "A"), ("", ""), ("(nobody) x", "X"), ("张 三", "张三"), ("  ", "")],
)
def test_initials_stand_for_a_name(name, letters):
    assert initials(name) == letters

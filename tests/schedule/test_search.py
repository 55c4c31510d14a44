import re
import unicodedata
from html import unescape

import pytest
from hypothesis import given
from hypothesis import strategies as st

from schedule.search import MAX_WORDS, marked, matches, query_of, snippet, words_of

# Capitals, accents, letters of two and of none, quotes and HTML, scripts without spaces, what does not show.
TEXTS = st.text(st.sampled_from(list("aAbsß eéo\u0301\u0308ﬁøŁİ½™_-'\"<&東京都バは\u3099ไก่हि한\u00ad\u200b\u200d 1²")))


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("Look Ma’, No (Real) Interrupt-Controller!", ["look", "ma", "no", "real", "interrupt", "controller"]),
        ("Bornträger Borntra\u0308ger BORNTRÄGER", ["borntrager"] * 3),
        (
            "Straße Łódź Ørsted Æsir Œuvre Iğdır İzmir",
            ["strasse", "lodz", "orsted", "aesir", "oeuvre", "igdir", "izmir"],
        ),
        ("ﬁne x² №5 𝗯𝗼𝗹𝗱 ½", ["fine", "x2", "5", "bold", "1", "2"]),
        ("foo_bar C++ .NET 2.6 O'Brien Linux™", ["foo", "bar", "c", "net", "2", "6", "o", "brien", "linux"]),
        ("soft\u00adware a\u200bb \ufeffc", ["software", "a", "b", "c"]),
        ("Слова ЁЖ Ελλάς עִבְרִית", ["слова", "еж", "ελλασ", "עברית"]),
        ("हिन्दी", ["हिनदी"]),
        ("東京都 Linux入門", ["東京", "京都", "都", "linux", "入門", "門"]),
        ("\0\ud800\U0010ffff …!", []),
        ("", []),
    ],
)
def test_words_of_a_text_are_folded(text, words):
    assert words_of(text) == words


def test_words_of_kana_keep_their_sound():
    assert words_of("バ") != words_of("ハ")
    assert words_of("バ") == words_of("ハ\u3099") == words_of("ﾊﾞ")


def test_words_of_hangul_are_the_same_however_it_is_written():
    assert words_of("한국") == words_of(unicodedata.normalize("NFD", "한국")) != words_of("한극")


@given(TEXTS)
def test_words_have_no_sign_that_a_database_could_split_or_read(text):
    assert [word for word in words_of(text) if not word or re.search(r"[^\w\u0900-\u0e7f\u3099]|_|[A-Z]", word)] == []


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("  Rust  kernel, RUST ", ("rust", "kernel")),
        ("東京都", ("東京", "京都")),
        ("東", ("東",)),
        ('"foo" OR NEAR( * - : ^ \' \\ %s', ("foo", "or", "near", "s")),
        ("?!", ()),
        (" " * 195 + "rust kernel", ("rust",)),
        ("", ()),
    ],
)
def test_query_of_a_text_is_its_words_once_each(text, words):
    assert query_of(text) == words


@pytest.mark.parametrize(
    "text", ["x" * 10_000, "x " * 5_000, " ".join(map(str, range(3_000))), "東京都" * 3_000, "ﷺ" * 9_000]
)
def test_query_of_a_long_text_stays_short(text):
    words = query_of(text)

    assert 1 <= len(words) <= MAX_WORDS
    assert max(map(len, words)) <= 60


@pytest.mark.parametrize(
    ("asked", "texts", "is_match"),
    [
        ("borntrager", ["Christian Bornträger", "IBM"], True),
        ("Bornträger", ["Christian Borntrager"], True),
        ("born ib", ["Christian Bornträger", "IBM"], True),
        ("trager", ["Christian Bornträger"], False),
        ("born suse", ["Christian Bornträger", "IBM"], False),
        ("c", ["Christian"], False),
        ("c", ["C for all"], True),
        ("京", ["東京都"], True),
        ("京都", ["東京都"], True),
        ("都京", ["東京都"], False),
        ("한", ["한국"], True),
        ("", ["Christian"], False),
    ],
)
def test_matches_where_all_words_are_in_the_texts(asked, texts, is_match):
    assert matches(query_of(asked), *texts) is is_match


@pytest.mark.parametrize(
    ("text", "asked", "html"),
    [
        ("Rust in the kernel", "kern RUST", "<mark>Rust</mark> in the <mark>kernel</mark>"),
        ("Trust no one", "rust", "Trust no one"),
        ("A & <b>: “C”", "c b", "A &amp; &lt;<mark>b</mark>&gt;: “<mark>C</mark>”"),
        ("Straße, Strasse", "strasse", "<mark>Straße</mark>, <mark>Strasse</mark>"),
        ("Straßen", "stras", "<mark>Straßen</mark>"),
        ("ﬁne", "fi", "<mark>ﬁne</mark>"),
        ("Borntra\u0308ger cafe\u0301!", "born cafe", "<mark>Borntra\u0308ger</mark> <mark>cafe\u0301</mark>!"),
        ("soft\u00adware", "software", "<mark>soft\u00adware</mark>"),
        ("½ a", "1 2", "<mark>½</mark> a"),
        ("東京都と東", "東京都", "<mark>東京都</mark>と東"),
        ("東京都と東", "東", "<mark>東</mark>京都と<mark>東</mark>"),
        ("東京と", "東 東京", "<mark>東京</mark>と"),
        ("東京と", "東 京", "<mark>東京</mark>と"),
        ("Linux入門", "linux", "<mark>Linux</mark>入門"),
        ("C and Cobol", "c", "<mark>C</mark> and Cobol"),
        ("Go Google", "go goo", "<mark>Go</mark> <mark>Google</mark>"),
        ("x" * 70, "x" * 65, f"<mark>{'x' * 70}</mark>"),
        ("nothing", "", "nothing"),
    ],
)
def test_marked_words_are_those_that_match(text, asked, html):
    assert marked(text, query_of(asked)) == html


@given(TEXTS, TEXTS)
def test_marked_text_is_the_same_text_escaped_and_marked_where_it_matches(text, asked):
    words = query_of(asked)

    html = marked(text, words)

    bare = html.replace("<mark>", "").replace("</mark>", "")
    assert unescape(bare) == text
    assert "<" not in bare
    assert ("<mark>" in html) == any(matches([word], text) for word in words)


def test_snippet_is_around_the_first_match_and_cut_between_words():
    text = f"{'before the thing ' * 30}\n\nthe kernel\n- and {'after the thing ' * 30}"

    found = snippet(text, ("kern",), length=100)

    assert 70 <= len(found) <= 102
    assert re.fullmatch(r"…(before|the|thing) [a-z ]+ the kernel - and [a-z ]+ (after|the|thing)…", found)


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("A kernel", "A kernel"),
        ("A kernel " + "and more " * 5, "A kernel and more and more and more and…"),
        ("and more " * 5 + "a kernel", "…more and more and more and more a kernel"),
        ("あ" * 50 + "kernel" + "あ" * 50, f"…{'あ' * 13}kernel{'あ' * 21}…"),
        ("No match", ""),
        ("", ""),
    ],
)
def test_snippet_says_where_it_is_cut(text, found):
    assert snippet(text, ("kern",), length=40) == found


@given(TEXTS, TEXTS, st.integers(10, 40))
def test_snippet_holds_a_match_where_the_text_does(text, asked, length):
    words = query_of(asked)

    found = snippet(text, words, length=length)

    assert len(found) <= length + 2
    assert bool(found) == ("<mark>" in marked(text, words))

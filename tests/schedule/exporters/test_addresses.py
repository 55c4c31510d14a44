import pytest

from schedule.exporters.addresses import web_uri


@pytest.mark.parametrize(
    ("address", "uri"),
    [
        ("https://example.org", "https://example.org"),
        ("http://example.org:8000/a/b_c?d=e&f=%20#g", "http://example.org:8000/a/b_c?d=e&f=%20#g"),
        ("https://müller.example/ä?ö#ü", "https://xn--mller-kva.example/%C3%A4?%C3%B6#%C3%BC"),
        ("https://example.org/100%/[x]|{y}", "https://example.org/100%25/%5Bx%5D%7C%7By%7D"),
        ("https://ann:secret@example.org/", "https://ann:secret@example.org/"),
        ("https://[2001:db8::1]:8000/", "https://[2001:db8::1]:8000/"),
        ("https://[fe80::1%25eth0]/", ""),
        ("https://[x]/", ""),
        ("https://example.org:99999/", ""),
        ("https://exam ple.org/", ""),
        ("https://" + "é" * 70 + ".example/", ""),
        ("https:///path", ""),
        ("mailto:ann@example.org", ""),
        ("/relative", ""),
        ("", ""),
    ],
)
def test_web_uri_is_strict_or_nothing(address, uri):
    assert web_uri(address) == uri

"""Sitemaps, held against the protocol of sitemaps.org."""

from datetime import UTC, datetime, timedelta, timezone

from defusedxml import ElementTree

from schedule.exporters.sitemap import MOST_ADDRESSES, sitemap, sitemap_index

SITEMAP = "{http://www.sitemaps.org/schemas/sitemap/0.9}"
AT = datetime(2020, 10, 29, 10, 0, tzinfo=UTC)


def addresses_in(data, name):
    root = ElementTree.fromstring(data)
    return root.tag, [
        (each.findtext(f"{SITEMAP}loc"), each.findtext(f"{SITEMAP}lastmod"))
        for each in root.iterfind(f"{SITEMAP}{name}")
    ]


def test_sitemap_says_of_each_page_when_it_changed():
    later = datetime(2020, 10, 29, 12, 0, tzinfo=timezone(timedelta(hours=1)))

    found = addresses_in(sitemap([("https://example.org/a/", AT), ("https://example.org/?a&b", later)]), "url")

    assert found == (
        f"{SITEMAP}urlset",
        [
            ("https://example.org/a/", "2020-10-29T10:00:00+00:00"),
            ("https://example.org/?a&b", "2020-10-29T11:00:00+00:00"),
        ],
    )


def test_sitemap_index_names_other_sitemaps():
    found = addresses_in(sitemap_index([("https://example.org/a/sitemap.xml", AT)]), "sitemap")

    assert found == (
        f"{SITEMAP}sitemapindex",
        [("https://example.org/a/sitemap.xml", "2020-10-29T10:00:00+00:00")],
    )


def test_sitemap_holds_no_more_than_readers_take():
    pages = ((f"https://example.org/{number}/", AT) for number in range(MOST_ADDRESSES + 1))

    _, found = addresses_in(sitemap(pages), "url")

    assert len(found) == 50_000

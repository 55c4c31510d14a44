"""What keeps people from using a page: what axe finds in it, and having to scroll sideways."""

import pytest
from axe_playwright_python.sync_playwright import Axe

# Preloading puts the sheets that others import into the page, which the policy forbids. Collecting more than violations
# takes as long again.
OPTIONS = {"preload": False, "resultTypes": ["violations"]}

# A wide window shows everything at once, so that one is looked at in both colours. Two looks do where pages are made of
# parts that others show in four.
in_four_looks = pytest.mark.parametrize(
    ("width", "scheme"), [(320, "light"), (768, "dark"), (1280, "light"), (1280, "dark")]
)
in_two_looks = pytest.mark.parametrize(("width", "scheme"), [(390, "dark"), (1280, "light")])


def faults(page):
    """(axe's rule, the element) of each that the page has as it stands."""
    rules = Axe().run(page, options=OPTIONS).response["violations"]
    return [(rule["id"], node["target"]) for rule in rules for node in rule["nodes"]] + sideways(page)


def faults_of(page, paths):
    """Those of each of these pages that has some."""
    found = {}
    for path in paths:
        page.goto(path)
        found[path] = faults(page)
    return {path: wrong for path, wrong in found.items() if wrong}


def sideways(page):
    is_wide = page.evaluate("document.documentElement.scrollWidth > innerWidth")
    return [("scrolls sideways", page.viewport_size["width"])] if is_wide else []

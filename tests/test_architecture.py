"""Rules of the house that no linter knows: file length, query counts that count, templates without scripts."""

import ast
import re
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
SITE = ("conference", "accounts", "schedule")
NAMES_TO_AVOID = {"utils", "helpers", "common", "core"}


def files(*endings, folders=(*SITE, "templates", "static", "tests", "bench", "bin")):
    """(the path from the project's root, the text) of every file of ours with one of these endings."""
    for folder in folders:
        for path in sorted((ROOT / folder).rglob("*")):
            if path.suffix in endings and "migrations" not in path.parts:
                yield str(path.relative_to(ROOT)), path.read_text(encoding="utf-8")


def test_no_file_is_over_400_lines():
    assert [place for place, text in files(".py", ".html", ".js", ".css") if len(text.splitlines()) > 400] == []


def test_every_module_says_what_it_is_for():
    silent = [
        place
        for place, text in files(".py", folders=SITE)
        if not place.endswith("__init__.py") and ast.get_docstring(ast.parse(text)) is None
    ]

    assert silent == []


def test_no_module_is_called_after_nothing():
    assert [place for place, _ in files(".py") if Path(place).stem in NAMES_TO_AVOID] == []


def test_query_counts_are_asserted_by_a_with():
    """`django_assert_num_queries(3)` alone asserts nothing."""
    lost = []
    for place, text in files(".py", folders=["tests"]):
        tree = ast.parse(text)
        counted = {
            id(item.context_expr) for node in ast.walk(tree) if isinstance(node, ast.With) for item in node.items
        }
        lost += [
            f"{place}:{node.lineno}"
            for node in ast.walk(tree)
            if isinstance(node, ast.Call)
            and isinstance(node.func, ast.Name)
            and node.func.id.startswith("django_assert_")
            and id(node) not in counted
        ]

    assert lost == []


def test_imports_stand_at_the_top():
    inside = [
        f"{place}:{node.lineno}"
        for place, text in files(".py", folders=SITE)
        for function in ast.walk(ast.parse(text))
        if isinstance(function, ast.FunctionDef) and not (place.endswith("apps.py") and function.name == "ready")
        for node in ast.walk(function)
        if isinstance(node, ast.Import | ast.ImportFrom)
    ]

    assert inside == []


def test_only_the_settings_read_the_environment():
    readers = [
        place for place, text in files(".py", folders=SITE) if re.search(r"os\.environ|getenv|environ\.Env", text)
    ]

    assert set(readers) <= {
        "conference/settings.py",
        "conference/gunicorn.py",
        "conference/wsgi.py",  # they only name the settings, as Django writes them
        "conference/asgi.py",
    }


def test_templates_have_no_inline_script_and_no_inline_style():
    """The policy forbids both; JSON-LD is data."""
    scripts, styles = [], []
    for place, text in files(".html"):
        tags = re.findall(r"<script\b[^>]*>", text)
        scripts += [place for tag in tags if "src=" not in tag and "ld+json" not in tag]
        if re.search(r"<style\b|\sstyle\s*=|\son[a-z]+\s*=\s*[\"']|javascript:", text):
            styles.append(place)

    assert (scripts, styles) == ([], [])


def test_pages_ask_no_other_host_for_anything():
    """Links may lead elsewhere; what a page loads by itself may not."""
    tags = r"<(?:script|img|iframe|link|source)\b[^>]*?(?:src|href)=[\"']"
    loads = re.compile(rf"(?:{tags}|url\([\"']?|@import\s+[\"'])(?:https?:|//)")

    assert [place for place, text in files(".html", ".css", ".js") if loads.search(text)] == []

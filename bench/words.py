"""Made-up titles, names and abstracts of the length that real ones have; the same for the same `random.Random`."""

import re


def _each(words: str) -> list[str]:
    return re.findall(r"\S+", words)


GIVEN = _each("Ada Björn Chiara Dmitri Élodie Farid Grace Hiroshi Inês Jörg Karolína Linus Mei Niamh Olu Priya")
FAMILY = _each("Novák Okafor Müller Tanaka Silva Svensson Rossi Dubois Kowalski Ivanova Smith Chen Murphy Patel")
COMPANIES = ("Red Hat", "SUSE", "Collabora", "Example & Sons, Ltd.", "Université de Liège", "", "")
TECHNICAL = _each("""
kernel memory scheduler virtual machine device driver block storage network packet filter build reproducible package
container namespace firmware boot measured compiler backend register allocation debugger trace profile latency
throughput cache database index replication consensus protocol calendar client library binding test fuzzing continuous
integration release upstream community licence governance translation accessibility desktop compositor browser engine
font rendering audio pipeline camera sensor board hypervisor migration guest host
""")
SMALL = _each("the a of in for with and to on by from into without behind our your new old fast safe open shared small")


def name(rng) -> str:
    return f"{rng.choice(GIVEN)} {rng.choice(FAMILY)}"


def title(rng) -> str:
    """Three to nine words."""
    return _sentence(rng, rng.randint(3, 9))


def abstract(rng, characters=600) -> str:
    """Paragraphs of about as many characters."""
    parts, length = [], 0
    while length < characters:
        sentence = _sentence(rng, rng.randint(7, 16)) + rng.choice((". ", ", still. ", "; see below. ", ".\n\n"))
        parts.append(sentence)
        length += len(sentence)
    return "".join(parts).strip()


def _sentence(rng, words) -> str:
    return " ".join(rng.choice(SMALL if number % 2 else TECHNICAL) for number in range(words)).capitalize()

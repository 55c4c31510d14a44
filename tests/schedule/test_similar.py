"""Which titles are taken for the same topic."""

import pytest

from schedule.similar import MOST, similar

BOARD = {
    "guests": "Confidential guests: what should QEMU own?",
    "vdpa": "Live migration with vDPA devices",
    "tests": "KVM selftests or kvm-unit-tests?",
    "rust": "Sharing crates between rust-vmm and QEMU",
    "riscv": "RISC-V hypervisor extension: what is missing",
    "cafe": "Café für Entwickler",
}


def found(title):
    return similar(title, BOARD.items())


@pytest.mark.parametrize(
    ("title", "key"),
    [
        ("Live migration with vDPA devices", "vdpa"),
        ("vDPA", "vdpa"),
        ("migrating vdpa device", "vdpa"),
        ("LIVE MIGRATION", "vdpa"),
        ("Confidental guest ownership", "guests"),
        ("cafe fur entwickler", "cafe"),
        ("KVM self-tests", "tests"),
        ("The missing parts of the RISC-V hypervisor extension", "riscv"),
    ],
)
def test_title_that_means_the_same_is_found_first(title, key):
    assert found(title)[0] == key


@pytest.mark.parametrize(
    "title", ["", "  ", "?!", "Nested paging on Arm", "What is the future of our BoF?", "Block layer and io_uring"]
)
def test_title_of_its_own_finds_nothing(title):
    assert found(title) == []


def test_likest_comes_first_and_of_equals_the_first_given():
    titles = [(1, "Virtio sound"), (2, "Virtio"), (3, "Virtio sound devices"), (4, "Virtio sound")]

    assert similar("Virtio sound", titles)[:2] == [1, 4]


def test_no_more_are_found_than_anybody_reads():
    assert similar("Virtio", ((number, "Virtio topics") for number in range(50))) == list(range(MOST))


def test_title_of_empty_words_is_compared_by_them():
    assert similar("What is new", [(1, "What is new?"), (2, "Virtio")]) == [1]

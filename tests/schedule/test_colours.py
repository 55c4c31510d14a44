import pytest

from schedule.colours import contrast, readable

SAMPLES = [f"#{r:02x}{g:02x}{b:02x}" for r in range(0, 256, 51) for g in range(0, 256, 51) for b in range(0, 256, 51)]


@pytest.mark.parametrize("dark", [False, True])
def test_every_colour_becomes_one_that_can_be_read(dark):
    paper = "#15171b" if dark else "#ffffff"

    for sample in SAMPLES:
        text, tint = readable(sample, dark=dark)

        assert contrast(text, paper) >= 4.5, sample
        assert contrast(text, tint) >= 4.5, sample


def test_colour_keeps_its_hue():
    assert readable("#00857c", dark=False) == ("#0c7b73", "#f0f8f7")


def test_contrast_of_black_on_white_is_21():
    assert round(contrast("#000000", "#ffffff"), 2) == 21

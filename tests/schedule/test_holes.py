"""Pages with holes: what they hold unfilled and filled, and what their digest stands for."""

from schedule.holes import OFF, ON, Holed, hole, star_of


def test_page_unfilled_holds_the_defaults():
    page = Holed(f"<p>{hole('name', 'nobody')}</p>{hole('more')}")

    assert page.filled({}) == b"<p>nobody</p>"


def test_page_is_filled_in_every_place_of_a_name():
    page = Holed(f"{hole('token')} é {hole('token')}{hole(star_of(7), OFF)}")

    filled = page.filled({"token": b"x", star_of(7): ON.encode(), star_of(8): ON.encode()})

    assert filled == "x é x".encode() + ON.encode()
    assert page.filled({}) == " é ".encode() + OFF.encode()  # and is as it was


def test_digest_differs_with_text_and_not_with_values():
    page, same, other = Holed(f"a{hole('n')}"), Holed(f"a{hole('n')}"), Holed(f"b{hole('n')}")

    page.filled({"n": b"value"})

    assert page.digest == same.digest
    assert page.digest != other.digest

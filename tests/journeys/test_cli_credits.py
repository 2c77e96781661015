"""Credits at the command line: a deal is won, paid, paid back, and a mistake reversed."""

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from tests.journeys.conftest import CommandLine


def test_a_deal_is_paid_and_paid_back_and_a_mistake_is_reversed(cli: "CommandLine") -> None:
    deal = cli.deal("--value", "100.01", "--currency", "USD", stage="negotiation")
    cli.run("deal", "won", deal)

    assert cli.output("deal", "pay", deal, "60", "--id", "P-1") == (
        f"{deal}: $60.00 of $100.01 are paid, $0.00 paid back.\n"
    )
    refund = ("deal", "refund", deal, "25.50", "--id", "R-1", "--reason", "one was broken")
    assert cli.output(*refund) == f"{deal}: $60.00 of $100.01 are paid, $25.50 paid back.\n"
    assert cli.json(*refund)["refunded_minor"] == 2_550
    assert "more than the 7451" in cli.refusal("deal", "refund", deal, "74.52", "--id", "R-2", "--reason", "all of it")

    listed = cli.json("credit", "list", "--deal", deal, "--cause", "refunded")
    assert [(each["basis"], each["amount_minor"]) for each in listed] == [("won", -2_550), ("payment", -2_550)]
    cli.run("credit", "reverse", deal, "R-1", "--reason", "it was another deal")
    amounts = [each["amount_minor"] for each in cli.json("credit", "list", "--basis", "won")]
    assert amounts == [10_001, -2_550, 2_550]
    shown = cli.output("credit", "list", "--basis", "won")
    assert "$100.01" in shown
    assert "corrected" in shown
    assert "$60.00" in cli.output("deal", "show", deal)

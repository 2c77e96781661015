"""What a partner answers is cleaned and cut, never a reason to refuse the page it stands on."""

from datetime import date
from decimal import Decimal

import pytest
from pydantic import ValidationError

from crm_core.money import LARGEST_AMOUNT, Money
from crm_core.testing import START
from crm_core.vocabulary import LINE_LENGTH
from crm_operations.providers import Customer, Order, Quotation, QuotationLine, QuotationStatus, QuotedLine

HOSTILE = "Acme\x00\x1b[31m\ud83e\u202e\r\nLtd" + "x" * 1_000_000
FOREIGN = "acme:17 / with blanks"


def test_a_customer_with_hostile_texts_is_a_customer() -> None:
    customer = Customer(id=FOREIGN, name=HOSTILE, email=HOSTILE, phone=HOSTILE, industry="")

    assert customer.id == FOREIGN
    assert customer.name.startswith("Acme\ufffd\ufffd[31m\ufffd Ltdxxx")
    assert len(customer.name) == LINE_LENGTH
    assert customer.name == customer.email == customer.phone
    assert customer.industry == ""


def test_a_quotation_may_be_worth_more_than_a_deal_can_be_and_have_no_end() -> None:
    total = Money(minor=10 * LARGEST_AMOUNT, currency="EUR")
    quotation = Quotation(
        id=FOREIGN,
        number=HOSTILE,
        opportunity_id="deal",
        customer_id=FOREIGN,
        status=QuotationStatus.REJECTED,
        total=total,
        valid_until=date.max,
        created_at=START,
        rejection_reason=HOSTILE,
    )

    assert quotation.total == total
    assert quotation.rejection_reason is not None
    assert "\r\nLtd" in quotation.rejection_reason
    order = Order(
        id=FOREIGN,
        number=HOSTILE,
        quotation_id=FOREIGN,
        opportunity_id="deal",
        customer_id=FOREIGN,
        total=total,
        created_at=START,
    )
    assert len(order.number) == LINE_LENGTH


def test_a_line_is_told_as_it_stands_there_and_asked_for_within_bounds() -> None:
    off = QuotedLine(description=HOSTILE, quantity=Decimal(-2), unit_price_minor=10 * LARGEST_AMOUNT)

    assert off.description.startswith("Acme\ufffd")
    assert len(off.description) == LINE_LENGTH
    assert off.total_minor == -20 * LARGEST_AMOUNT
    assert QuotedLine(description="", unit_price_minor=-5).total_minor == -5
    for wrong in ({"description": ""}, {"quantity": 0}, {"unit_price_minor": -1}):
        with pytest.raises(ValidationError):
            QuotationLine.model_validate({"description": "Engine", "unit_price_minor": 5, **wrong})

"""Tryton's refusals and failures as errors of this application."""

from typing import Self

from crm_core.currencies import minor_digits
from crm_core.errors import ChangedMeanwhile, Forbidden, Invalid, Refused, Unavailable
from crm_core.texts import fit
from crm_core.vocabulary import LINE_LENGTH


class TrytonRefused(Refused):
    """A rule of Tryton refused the request; the text is Tryton's own."""

    @classmethod
    def because_tryton_says(cls, database: str, message: str, description: str) -> Self:
        texts = (fit(str(part or ""), LINE_LENGTH).strip() for part in (message, description))
        text = " ".join(part for part in texts if part)
        return cls("Tryton database {database} refuses: {text}", {"database": database, "text": text})


class TrytonForbids(Forbidden):
    @classmethod
    def because_the_key_is_not_valid(cls, database: str) -> Self:
        return cls(
            "Tryton database {database} does not accept the application key; make a new one there, for the application "
            "'rest', and name it in partners.tryton.tenants.<tenant>.key",
            {"database": database},
        )

    @classmethod
    def because_of_the_password(cls, database: str) -> Self:
        """Tried only once, since Tryton delays each login after a wrong password, longer each time."""
        return cls(
            "Tryton database {database} does not accept the user and password; "
            "correct them in partners.tryton.tenants.<tenant>",
            {"database": database},
        )

    @classmethod
    def because_of_its_rights(cls, database: str, what: str) -> Self:
        return cls(
            "Tryton database {database}: the user of the application key may not do this with {what}; "
            "put the user into the groups Sales and Opportunity",
            {"database": database, "what": what},
        )


class TrytonUnavailable(Unavailable):
    @classmethod
    def because_it_does_not_answer(cls, database: str, cause: str) -> Self:
        return cls("Tryton database {database} does not answer: {cause}", {"database": database, "cause": cause})

    @classmethod
    def because_its_answer_is_garbled(cls, database: str, what: str) -> Self:
        """Treated as no answer: the request may have had its effect."""
        return cls(
            "Tryton database {database} answered {what} with something that is no JSON; see what stands between, "
            "such as a proxy",
            {"database": database, "what": what},
        )


class ChangedInTryton(ChangedMeanwhile):
    @classmethod
    def because_somebody_was_faster(cls, database: str, what: str) -> Self:
        return cls(
            "{what} was changed in Tryton database {database} by somebody else meanwhile; load it again and repeat",
            {"database": database, "what": what},
        )


class TrytonMisused(Invalid):
    @classmethod
    def because_tenant_has_no_account(cls, tenant_id: str) -> Self:
        return cls(
            "tryton: tenant {tenant} is mapped to no database; name one in partners.tryton.tenants.{tenant}",
            {"tenant": tenant_id},
        )

    @classmethod
    def because_it_has_no_such_tax(cls, database: str, percent: str) -> Self:
        return cls(
            "lines: Tryton database {database} has no tax of {percent} % for sales; add it there, or another rate here",
            {"database": database, "percent": percent},
        )

    @classmethod
    def because_no_such_database(cls, database: str, url: str) -> Self:
        return cls(
            "tryton: {url} serves no database {database}, or one without the modules party, sale and sale_opportunity",
            {"database": database, "url": url},
        )

    @classmethod
    def because_two_tenants_share(cls, database: str, first: str, second: str) -> Self:
        return cls(
            "tryton: the tenants {first} and {second} are both mapped to database {database}; give each a company of "
            "its own, named in partners.tryton.tenants.<tenant>.company, or a database of its own",
            {"database": database, "first": first, "second": second},
        )

    @classmethod
    def because_of_the_company(cls, database: str, mapped: int | None, works_for: str | None) -> Self:
        return cls(
            "tryton: in database {database} the user of the key works for {works_for}, "
            "and the tenant is mapped to {mapped}; correct "
            "partners.tryton.tenants.<tenant>, or give the tenant a user and a key of its company",
            {
                "database": database,
                "works_for": works_for or "no company",
                "mapped": "a company" if mapped is None else f"company {mapped}",
            },
        )

    @classmethod
    def because_there_is_no_login(cls, database: str) -> Self:
        return cls(
            "tryton: changing what stands in database {database} takes a session; name a user and a password in "
            "partners.tryton.tenants.<tenant>",
            {"database": database},
        )

    @classmethod
    def because_currency_is_unknown(cls, database: str, code: str) -> Self:
        return cls(
            "tryton: database {database} has no currency {code}; import it there, with a rate",
            {"database": database, "code": code},
        )

    @classmethod
    def because_digits_differ(cls, database: str, code: str, amount: str, digits: int) -> Self:
        return cls(
            "tryton: {amount} {code} cannot be told in {digits} decimals without rounding; ISO 4217 gives {code} "
            "{right}: set the digits of the currency to that in database {database}, and correct the amount",
            {"database": database, "code": code, "amount": amount, "digits": digits, "right": minor_digits(code)},
        )

    @classmethod
    def because_of_its_answer(cls, database: str, status: int, text: str) -> Self:
        return cls(
            "tryton: database {database} answered {status} to what should be right: {text}; see its log",
            {"database": database, "status": status, "text": fit(text, LINE_LENGTH)},
        )

    @classmethod
    def because_its_answer_is_strange(cls, database: str, what: str, where: str) -> Self:
        """Without the answer itself, which may be about people."""
        return cls(
            "tryton: what database {database} answers to {what} cannot be understood ({where}); correct the record "
            "there, or see which module of it answers so",
            {"database": database, "what": what, "where": where},
        )

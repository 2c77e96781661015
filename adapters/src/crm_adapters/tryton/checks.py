"""Health checks of Tryton: whether a tenant's key gives access to the right company, and what is missing there."""

from collections.abc import Iterator

from crm_adapters.tryton.opportunity import OPPORTUNITY
from crm_adapters.tryton.refusals import TrytonRefused
from crm_adapters.tryton.sale import SALE
from crm_adapters.tryton.tryton import Tryton
from crm_core.errors import CrmError, Unavailable
from crm_operations.providers import CheckResult

CHECK = "tryton"


def where_it_leads(tryton: Tryton, tenant_id: str) -> Iterator[CheckResult]:
    """Raises Unavailable."""
    try:
        client = tryton.client(tenant_id)
        company = client.context["company"]
    except Unavailable:
        raise
    except CrmError as wrong:
        yield CheckResult.failed(CHECK, str(wrong))
        return
    name = client.user.get("company.rec_name")
    yield CheckResult.ok(
        CHECK,
        f"tenant {tenant_id} is {name}, company {company} of database {client.database}",
        database=client.database,
        company=company,
    )
    if others := tryton.accounts.others_in(client.database, tenant_id):
        yield CheckResult.warning(
            CHECK,
            f"customers are shared with {', '.join(sorted(others))}: parties belong to all companies of a database",
            "fine within one organisation; give tenants who are strangers a database each",
        )


def whether_it_can_be_sold(tryton: Tryton, tenant_id: str) -> Iterator[CheckResult]:
    """Raises Unavailable."""
    try:
        client = tryton.client(tenant_id)
        if "employee" not in client.context:
            remedy = "give the user of the application key an employee in Tryton"
            yield CheckResult.failed(CHECK, "no quotation can be sent: the key's user is no employee", remedy)
        for model in (OPPORTUNITY, SALE):
            client.find(model, [], ["state"], limit=1)
    except Unavailable:
        raise
    except TrytonRefused as wrong:
        yield CheckResult.failed(CHECK, str(wrong), "put the user of the key into the groups Sales and Opportunity")
        return
    except CrmError as wrong:
        yield CheckResult.failed(CHECK, str(wrong))
        return
    if tryton.account(tenant_id).password is None:
        yield CheckResult.warning(
            CHECK,
            "customers and drafts can be made and not changed: there is no user and password for a session",
            "name them in partners.tryton.tenants.<tenant>, if they are to be changed from here",
        )
    yield CheckResult.ok(CHECK, "opportunities and sales can be read")

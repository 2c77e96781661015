"""Who may do what is one table, and what it does not list nobody may do."""

import pickle

import pytest

from crm_core.actor import Actor, NotPermitted, Permission, Role

SELLERS = {"rep", "team_lead", "manager", "director", "admin"}
LEADERS = SELLERS - {"rep"}
MANAGERS = LEADERS - {"team_lead"}

# Written out a second time on purpose: who changes a permission changes it here, too, and knows it.
WHO_MAY = {
    "lead.capture": SELLERS | {"partner"},
    "lead.read": SELLERS,
    "lead.work": SELLERS,
    "lead.route": SELLERS,
    "lead.assign": LEADERS,
    "lead.convert": SELLERS,
    "lead.override": LEADERS,
    "lead.reopen": LEADERS,
    "deal.read": SELLERS,
    "deal.move": SELLERS,
    "deal.close": SELLERS,
    "deal.pass_rules": MANAGERS,
    "deal.reopen": MANAGERS,
    "product.manage": MANAGERS,
    "field.manage": MANAGERS,
    "export.run": MANAGERS,
    "quotation.extend": LEADERS,
    "deal.pay": MANAGERS,
    "deal.split": SELLERS,
    "deal.split_any": LEADERS,
    "credit.read": SELLERS,
    "customer.read": SELLERS,
    "customer.edit": SELLERS,
    "activity.log": SELLERS,
    "activity.backdate": LEADERS,
    "delegation.make": SELLERS,
    "delegation.manage": {"admin"},
    "alert.send": LEADERS,
    "approval.read": SELLERS,
    "approval.request": SELLERS,
    "approval.decide": SELLERS,
    "approval.override": {"director", "admin"},
    "import.read": MANAGERS,
    "import.history": MANAGERS,
    "report.read": SELLERS,
    "quota.assign": MANAGERS,
    "coaching.manage": LEADERS,
    "history.read": LEADERS,
    "rate.edit": {"admin"},
    "commission.read": SELLERS,
    "commission.read_all": MANAGERS,
    "commission.run": {"director", "admin"},
    "commission.approve": LEADERS,
    "commission.dispute": SELLERS,
    "commission.pay": {"director", "admin"},
    "commission.plan": {"admin"},
    "forecast.read": SELLERS,
    "forecast.submit": SELLERS,
    "forecast.adjust": LEADERS,
    "forecast.adjust_any": {"director", "admin"},
    "forecast.snapshot": MANAGERS,
    "sla.pause": LEADERS,
    "settings.change": {"admin"},
    "relay.run": {"admin"},
    "process.read": MANAGERS,
    "process.manage": {"admin"},
    "webhook.manage": {"admin"},
    "integration.read": MANAGERS,
    "integration.run": MANAGERS,
}


def acting_as(*roles: Role) -> Actor:
    return Actor(tenant_id="t", user_id="grace", roles=frozenset(roles))


@pytest.mark.requirement("SR-001")
@pytest.mark.parametrize("permission", [each for each in Permission if each in WHO_MAY])
@pytest.mark.parametrize("role", Role)
def test_a_role_may_do_what_the_table_lists_and_nothing_else(role: Role, permission: Permission) -> None:
    assert acting_as(role).may(permission) == (role in WHO_MAY[permission])


def test_every_permission_says_what_it_allows() -> None:
    assert [each for each in Permission if each not in WHO_MAY] == [], "say in WHO_MAY who may do it"
    assert set(WHO_MAY) == set(Permission)
    assert len({permission.words for permission in Permission}) == len(Permission)
    assert all(permission.words for permission in Permission)


def test_a_permission_survives_pickling() -> None:
    for permission in Permission:
        assert pickle.loads(pickle.dumps(permission)) is permission


@pytest.mark.requirement("SR-001")
def test_what_no_role_has_nobody_may_do(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Permission.LEAD_READ, "roles", frozenset())
    everybody = acting_as(*Role)

    assert not everybody.may(Permission.LEAD_READ)
    with pytest.raises(NotPermitted, match="one of these roles: nobody"):
        everybody.require(Permission.LEAD_READ)


def test_one_role_that_may_is_enough() -> None:
    acting_as(Role.PARTNER, Role.ADMIN).require(Permission.RELAY_RUN)


def test_without_a_role_nothing_is_allowed() -> None:
    assert not any(acting_as().may(permission) for permission in Permission)


def test_a_refusal_names_who_asked_for_what_and_which_roles_may() -> None:
    with pytest.raises(NotPermitted) as refusal:
        acting_as(Role.REP).require(Permission.DEAL_REOPEN)

    assert str(refusal.value) == "grace may not reopen deals; it takes one of these roles: admin, director, manager"
    assert refusal.value.kind == "forbidden"

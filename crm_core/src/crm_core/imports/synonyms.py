"""What other systems call our fields, kinds and values, in the normal form: letters and digits alone.

Headings are those of the imports and exports that Salesforce, HubSpot, Dynamics 365, Pipedrive, Zoho, Odoo and Frappe
document, and of lists that are about: ``Lead Owner``, ``OwnerId``, ``Deal - Title`` (``dealtitle``), ``user_id/name``.
"""

import unicodedata
from collections.abc import Mapping

from crm_core.activities import ActivityOutcome, ActivityType
from crm_core.imports.records import ImportKind
from crm_core.leads import LeadStatus


def normal(text: str) -> str:
    """The form in which headings and values are compared: ``Lead Source``, ``lead_source``, ``LeadSource`` are one."""
    return "".join(each for each in unicodedata.normalize("NFKC", text).casefold() if each.isalnum())


def _all(words: str, value: str) -> dict[str, str]:
    return dict.fromkeys(words.split(), value)


_PERSON_NAMES = "fullname contactname personname leadname completename"
_OWNER = (
    "owner ownerid ownername ownerfullname recordowner assignedto assigneduser assignee salesperson salesrep "
    "salesagent responsible user userid username useridname srid"
)
_CREATED = (
    "created createdat createdon createddate createdate createtime createdtime creationdate creation dateadded addtime "
    "leadcreated dealcreated firstcontactdate"
)
_EMAIL = "email emailaddress emailaddress1 emailfrom emailid workemail personemail personemailwork primaryemail mail"
_PHONE = (
    "phone phonenumber telephone telephone1 businessphone mainphone mobile mobilephone mobileno personphone "
    "personphonework phonework"
)
_COMPANY = (
    "company companyname accountname account organization organizationname organisation customername partnername "
    "associatedcompany"
)
_VALUE = (
    "value amount dealvalue estimatedvalue estvalue estrevenue estimatedrevenue expectedrevenue plannedrevenue "
    "opportunityamount potentialrevenue dealamount annualcontractvalue closevalue revenue"
)
_CURRENCY = "currency currencycode currencyisocode leadcurrency dealcurrency transactioncurrency transactioncurrencyid"

HEADINGS: Mapping[ImportKind, Mapping[str, str]] = {
    ImportKind.LEAD: {
        "external_id": "leadid recordid recordidcontact prospectid mqlid",
        "name": f"{_PERSON_NAMES} contact person title topic lead",
        "company": _COMPANY,
        "email": _EMAIL,
        "phone": _PHONE,
        "industry": "industry industrycode sector",
        "territory": "territory territoryid region salesterritory",
        "value": f"{_VALUE} leadvalue budgetamount",
        "currency": _CURRENCY,
        "campaign_id": "campaign campaignid campaignname",
        "notes": "notes note description comments",
        "source": "leadsource source leadsourcecode sourceid originalsource origin leadorigin utmsource",
        "priority": "priority prioritycode rating leadqualitycode",
        "status": "leadstatus status statuscode stage leadstage hsleadstatus",
        "created_at": _CREATED,
        "owner": f"{_OWNER} leadowner contactowner",
        "customer": "contactid accountid customerid",
        "disqualification_reason": "lostreason disqualificationreason reasonlost",
    },
    ImportKind.DEAL: {
        "external_id": "dealid opportunityid recordid potentialid",
        "name": "dealname dealtitle opportunityname opportunity potentialname title topic subject",
        "lead": "leadid associatedlead originatinglead originatingleadid mqlid activityid",
        "customer": f"{_COMPANY} contactid accountid customerid dealorganization",
        "order": "orderid salesid salesorderid",
        "owner": f"{_OWNER} dealowner opportunityowner potentialowner",
        "stage": "dealstage opportunitystage stage stagename stageid salesstage pipelinestage stepname status",
        "value": _VALUE,
        "currency": _CURRENCY,
        "source": "leadsource source dealsource sourceid originalsourcetype origin",
        "type": "dealtype opportunitytype type",
        "priority": "priority prioritycode opportunityratingcode",
        "created_at": f"{_CREATED} engagedate",
        "close_date": "closedate dateclosed closetime",
        "expected_close_date": (
            "closedate expectedclosedate estclosedate estimatedclosedate expectedclosing expectedclosingdate "
            "closingdate datedeadline"
        ),
        "won_at": "wondate wontime wonat dealwontime dateclosedwon",
        "lost_at": "lostdate losttime lostat deallosttime",
        "lost_reason": "lostreason closedlostreason lossreason reasonforloss deallostreason lostreasonid",
        "description": "description dealdescription",
        "notes": "notes note comments",
    },
    ImportKind.ACTIVITY: {
        "external_id": "activityid taskid eventid recordid",
        "lead": "leadid lead relatedlead",
        "deal": "dealid opportunityid deal regarding relatedto whatid",
        "activity_type": "activitytype type tasktype typeofactivity activitytypeid",
        "subject": "subject title activitysubject summary",
        "description": "description notes note comments body",
        "created_at": _CREATED,
        "due_date": "duedate due activitydate scheduledend activityduedate datedeadline",
        "completed": "completed done isclosed iscompleted isdone",
        "completed_at": "completedat completeddate completedon donetime markedasdonetime actualend",
        "owner": f"{_OWNER} activityowner taskowner",
        "direction": "direction calltype calldirection",
        "outcome": "outcome calloutcome callresult result meetingoutcome",
    },
    ImportKind.CUSTOMER: {
        "external_id": "customerid accountid contactid companyid organizationid recordid accountnumber",
        "name": f"{_COMPANY} {_PERSON_NAMES} customer",
        "contact_name": "primarycontact primarycontactid mainpoc",
        "email": _EMAIL,
        "phone": _PHONE,
        "industry": "industry industrycode sector",
        "owner": f"{_OWNER} accountowner companyowner organizationowner",
    },
    ImportKind.CONTACT: {
        "external_id": "contactid personid recordid recordidcontact",
        "name": f"{_PERSON_NAMES} contact person",
        "email": _EMAIL,
        "phone": _PHONE,
        "customer": f"{_COMPANY} accountid customerid companyid parentcustomerid parentid",
    },
    ImportKind.PERSON: {
        "id": "userid username login user",
        "name": "fullname displayname salesagent salesperson",
        "roles": "role roles profile",
        "team": "team teamname salesteam department",
        "manager": "manager managerid managername reportsto",
        "territories": "territory territories region regionaloffice regions",
        "joined_on": "hiredate startdate joined",
        "left_on": "enddate leavingdate",
        "is_active": "active isactive status enabled",
    },
    ImportKind.PRODUCT: {
        "code": "productcode code itemno itemcode itemnumber sku productid productnumber defaultcode internalreference",
        "name": "productname name itemname product title",
        "category": "category productcategory productfamily family series itemgroup categid",
        "list_price": "listprice unitprice price salesprice standardprice standardrate lstprice",
        "currency": _CURRENCY,
        "recurring": "recurring billingfrequency recurringbillingfrequency",
        "is_active": "isactive active productactive enabled",
    },
    ImportKind.SALES_LINE: {
        "external_id": "lineid lineitemid orderlineid recordid saleslineid",
        "deal": "dealid opportunityid salesid orderid deal opportunity",
        "product": "productcode itemno itemcode sku productid product",
        "description": "description linedescription productname itemname",
        "quantity": "quantity qty productuomqty",
        "unit_price": "unitprice price priceunit salesprice",
        "amount": "amount lineprice linetotal lineamount total totalprice subtotal netamount",
        "discount": "discount discountpercent discountpercentage",
        "tax_rate": "taxrate taxpercent",
        "tax": "tax taxamount",
        "margin": "margin profitmargin profit",
    },
}

REFERENCE_WAYS: Mapping[str, str] = {
    "activityid": "activity",
    "salesid": "order",
    "orderid": "order",
    "salesorderid": "order",
    "email": "email",
    "emailaddress": "email",
    **dict.fromkeys(_COMPANY.split(), "name"),
}
"""By what a heading names the other record; else its external id."""

KIND_WORDS: Mapping[ImportKind, tuple[str, ...]] = {
    ImportKind.SALES_LINE: ("salesline", "orderline", "lineitem", "quoteline"),
    ImportKind.LEAD: ("lead", "prospect", "mql"),
    ImportKind.DEAL: ("deal", "opportunit", "pipeline", "potential"),
    ImportKind.ACTIVITY: ("activit", "task", "call", "event", "meeting"),
    ImportKind.CONTACT: ("contactperson",),
    ImportKind.CUSTOMER: ("customer", "account", "compan", "organi", "contact"),
    ImportKind.PRODUCT: ("product", "item"),
    ImportKind.PERSON: ("user", "person", "people", "employee", "team", "staff"),
}
"""Beginnings of words in names of files and headings, what is tried first before the rest."""

STAGES: Mapping[str, str] = {
    **_all("won closedwon dealwon gewonnen", "closed_won"),
    **_all("lost closedlost deallost verloren", "closed_lost"),
    **_all("negotiation negotiationreview", "negotiation"),
    **_all("proposal proposalpricequote proposition propose", "proposal"),
    **_all("qualification qualify qualifying", "qualification"),
    **_all("prospecting prospect", "prospecting"),
}
"""Names of stages in the default pipeline; any other is looked for among the tenant's as it is."""

CHOICES: Mapping[type, Mapping[str, str]] = {
    LeadStatus: {
        **_all("open opennotcontacted notcontacted unread prospect", LeadStatus.NEW),
        **_all(
            "working workingcontacted attemptedtocontact attempted inprogress connected replied "
            "contactinfuture opendeal nurture interested",
            LeadStatus.CONTACTED,
        ),
        **_all("prequalified qualifying marketingqualified salesqualified", LeadStatus.QUALIFIED),
        **_all(
            "unqualified notqualified junk junklead lost lostlead closednotconverted "
            "donotcontact badtiming dead archived",
            LeadStatus.DISQUALIFIED,
        ),
        **_all("converted closedconverted opportunity won convertedtodeal", LeadStatus.CONVERTED_TO_OPPORTUNITY),
    },
    ActivityType: {
        **_all("phone phonecall callout telephone outboundcall inboundcall", ActivityType.CALL),
        **_all("mail emailsent sendemail", ActivityType.EMAIL),
        **_all("appointment event visit lunch onsite videocall", ActivityType.MEETING),
        **_all("presentation productdemo demonstration", ActivityType.DEMO),
        **_all("quote quotation offer", ActivityType.PROPOSAL),
        **_all("reminder", ActivityType.FOLLOW_UP),
        **_all("todo deadline", ActivityType.TASK),
        **_all("comment memo", ActivityType.NOTE),
    },
    ActivityOutcome: {
        **_all("completed connected interested", ActivityOutcome.SUCCESSFUL),
        **_all("notinterested failed wrongnumber", ActivityOutcome.UNSUCCESSFUL),
        **_all("noresponse busy leftvoicemail leftlivemessage", ActivityOutcome.NO_ANSWER),
        **_all("canceled", ActivityOutcome.CANCELLED),
    },
}
"""What other systems call our choices."""

YES = frozenset(["true", "yes", "y", "1", "on", "ja", "wahr", "sim", "oui", "si", "t", "x"])
NO = frozenset(["false", "no", "n", "0", "off", "nein", "falsch", "nao", "não", "non", "f"])

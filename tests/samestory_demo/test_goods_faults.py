"""Each fault with goods shows in one system alone, and the others tell the right story."""

from __future__ import annotations

from dataclasses import replace

import pytest

from tests.samestory_demo.backstage import ADA, Backstage, played

MOVED = replace(ADA, street="Neue Gasse 7")


async def _delivered(company: Backstage) -> dict[str, object]:
    """What is said about an order of somebody who has moved, changed it, and got it early."""
    company.order(IT_700=1)
    await company.settle()
    items = company.shop.store.order("A-1000").items
    order = company.shop.place(company.shop.draft(MOVED, items))
    company.amend(order, IT_700=2)
    await company.settle()
    await company.warehouse.load(order.number, days_early=1)
    await company.settle()
    [announced] = company.courier.parcels("reference", order.number)
    [shipment] = company.crm.shipments.found(announced["id"])
    before = company.erp.documents("ExtRef", order.number)[0]["Stat"]
    await company.warehouse.hand_over(order.number)
    await company.settle()
    [handed_over] = company.courier.parcels("reference", order.number)
    asked = [each for each in company.subjects() if each.startswith("How do you like")]
    sent = [str(each) for each in company.posted if "on its way" in each["Subject"]]
    company.courier.deliver(announced["id"], "Grete Holm")
    await company.settle()
    [parcel] = company.courier.parcels("reference", order.number)
    [signed] = company.crm.shipments.found(announced["id"])
    [slip] = company.warehouse.slips("order_ref", order.number)
    [deal] = company.crm.deals("order_number", order.number)
    return {
        "erp while picked": before,
        "courier while picked": announced["event"],
        "crm while picked": shipment["state"],
        "courier handed over": handed_over["event"],
        "day": parcel["day"],
        "street": parcel["street"],
        "signed": parcel["signed"],
        "crm signed": signed["signed_by"],
        "pieces": [each["pcs"] for each in slip["rows"]],
        "crm notes": deal["notes"],
        "asked early": len(asked),
        "mail names it": [announced["id"] in each for each in sent],
        "told early": sum("earlier than promised" in each for each in company.subjects()),
    }


HEALTHY = {
    "erp while picked": "20",
    "courier while picked": "010",
    "crm while picked": "registered",
    "courier handed over": "020",
    "day": "2026-W48-2",
    "street": "Neue Gasse 7",
    "signed": "Grete Holm",
    "crm signed": "Grete Holm",
    "pieces": [2],
    "crm notes": [
        "Loaded early: it comes on 24 November 2026.",
        "Delivered, signed by Grete Holm.",
    ],
    "asked early": 0,
    "mail names it": [True],
    "told early": 1,
}


def test_a_healthy_company_tells_one_story():
    """Nothing of what the faults below show."""
    assert HEALTHY == played(_delivered)


@pytest.mark.parametrize(
    ("fault", "wrong"),
    [
        ("shipped-on-paper", {"courier handed over": "010"}),
        ("erp-ships-what-is-picked", {"erp while picked": "30"}),
        ("mail-without-tracking-number", {"mail names it": [False]}),
        ("picked-from-the-first-list", {"pieces": [1]}),
        ("parcel-to-an-old-address", {"street": "Weg 1"}),
        ("courier-counts-from-sunday", {"day": "2026-W48-3"}),
        ("announced-shown-as-collected", {"courier while picked": "045"}),
        ("agent-says-it-was-picked-up", {"crm while picked": "picked_up"}),
        ("nobody-signed", {"signed": ""}),
        ("agent-cannot-see-who-signed", {"crm signed": ""}),
        ("agent-not-told-of-early-loading", {"crm notes": HEALTHY["crm notes"][1:]}),
        ("customer-not-told-of-early-loading", {"told early": 0}),
        ("asked-before-delivery", {"asked early": 1}),
        ("asked-on-second-thought", {"asked early": 1}),
    ],
)
def test_a_fault_shows_where_it_is_meant_to_and_nowhere_else(fault, wrong):
    """Everything else stays as in a healthy company."""
    assert HEALTHY | wrong == played(_delivered, fault)

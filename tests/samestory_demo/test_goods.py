"""How an order becomes a parcel: picked, loaded, handed over, delivered, in everybody's words."""

from __future__ import annotations

import asyncio
import json
import re
from dataclasses import replace
from datetime import date

import pytest

from samestory_demo.courier import NotHandedOverError, week_and_weekday
from samestory_demo.messages import State
from samestory_demo.tracking import check_digit, tracking_id
from samestory_demo.warehouse import NothingToPickError
from samestory_demo.website.shop import RefusedError
from tests.samestory_demo.backstage import ADA, Backstage, played


def stages(company: Backstage, number: str) -> tuple[str, ...]:
    """How far each system says that the order has come, in its own words."""
    [deal] = company.crm.deals("order_number", number)
    [document] = company.erp.documents("ExtRef", number)
    [slip] = company.warehouse.slips("order_ref", number)
    parcels = company.courier.parcels("reference", number)
    event = parcels[0]["event"] if parcels else ""
    state = company.shop.store.order(number).state
    return state, deal["stage"], document["Stat"], slip["st"], event


def tracking_of(company: Backstage, number: str) -> str:
    [slip] = company.warehouse.slips("order_ref", number)
    return slip["track"]


async def handed_over(company: Backstage) -> tuple[str, str]:
    order = company.order(BB_EN=1)
    await company.settle()
    await company.warehouse.hand_over(order.number)
    await company.settle()
    return order.number, tracking_of(company, order.number)


def test_an_order_that_nobody_picks_stays_as_it_was_placed():
    """The courier has not heard of it, and nobody calls it picked."""

    async def scene(company: Backstage):
        order = company.order(BB_EN=1)
        await company.settle()
        return stages(company, order.number)

    assert (State.PLACED, "closed_won", "10", "O", "") == played(scene)


def test_picking_is_told_to_everybody_and_announces_the_parcel():
    """The parcel has its number, and no mail is written about it yet."""

    async def scene(company: Backstage):
        order = company.order(BB_EN=1)
        await company.settle()
        await company.warehouse.pick(order.number)
        await company.settle()
        return stages(company, order.number), company.subjects()

    found, subjects = played(scene)
    assert (State.PICKED, "packed", "20", "P", "010") == found
    assert ["Your order A-1000 is confirmed"] == subjects


def test_handing_over_picks_and_loads_what_has_not_been():
    """One deed is enough; every system tells the same number, and so does the mail."""

    async def scene(company: Backstage):
        number, tracking = await handed_over(company)
        letter = company.posted[-1]
        html = letter.get_body(("html",)).get_content()
        markup = json.loads(re.search(r'ld\+json">(.*?)</script>', html, re.DOTALL)[1])
        told = (
            company.shop.store.order(number).tracking,
            company.crm.deals("order_number", number)[0]["tracking_id"],
            company.erp.documents("ExtRef", number)[0]["Sendnr"],
            company.courier.parcels("reference", number)[0]["id"],
            markup["orderDelivery"]["trackingNumber"],
        )
        return stages(company, number), letter["Subject"], tracking, set(told)

    found, subject, tracking, told = played(scene)
    assert (State.SHIPPED, "fulfilled", "30", "H", "020") == found
    assert "Your order A-1000 is on its way" == subject
    assert {tracking} == told


def test_a_delivered_order_names_who_signed_in_every_system():
    """Then, and not before, she is asked how she likes it."""

    async def scene(company: Backstage):
        number, tracking = await handed_over(company)
        before = company.subjects()
        company.courier.deliver(tracking, "Grete Holm")
        await company.settle()
        [deal] = company.crm.deals("order_number", number)
        [slip] = company.warehouse.slips("order_ref", number)
        [parcel] = company.courier.parcels("id", tracking)
        signed = {deal["signed_by"], slip["signed"], parcel["signed"]}
        return stages(company, number), signed, deal["notes"], before, company.subjects()

    found, signed, notes, before, subjects = played(scene)
    assert (State.DELIVERED, "received", "40", "D", "040") == found
    assert {"Grete Holm"} == signed
    assert ["Delivered, signed by Grete Holm."] == notes
    assert [*before, "How do you like your order A-1000?"] == subjects
    assert not [each for each in before if "How do you like" in each]


def test_people_wait_for_what_is_on_its_way_to_them():
    """An order that has not come cannot be picked, nor a parcel delivered that is not there."""

    async def scene(company: Backstage):
        order = company.order(BB_EN=1)
        with pytest.raises(NothingToPickError):
            await company.warehouse.pick(order.number)
        coming = asyncio.create_task(company.warehouse.wait_for(order.number))
        await company.settle()
        await company.warehouse.hand_over(order.number)
        with pytest.raises(NotHandedOverError):
            company.courier.deliver(tracking_of(company, order.number), "Grete Holm")
        taken = asyncio.create_task(company.courier.wait_for(tracking_of(company, order.number)))
        await company.settle()
        return coming.done(), taken.done()

    assert (True, True) == played(scene)


def test_nothing_is_collected_before_it_is_handed_over():
    """An announced parcel stays announced, whoever comes for it."""

    async def scene(company: Backstage):
        order = company.order(BB_EN=1)
        await company.settle()
        await company.warehouse.pick(order.number)
        await company.settle()
        tracking, before = tracking_of(company, order.number), stages(company, order.number)[-1]
        with pytest.raises(NotHandedOverError):
            company.courier.collect(tracking, "Ada Berg")
        await company.warehouse.hand_over(order.number)
        await company.settle()
        company.courier.collect(tracking, "Ada Berg")
        await company.settle()
        return before, stages(company, order.number)

    before, found = played(scene)
    assert "010" == before
    assert (State.DELIVERED, "received", "40", "D", "045") == found


def test_loading_early_is_told_to_the_agent_and_to_the_customer():
    """Everybody promises the earlier day, a working day before."""

    async def scene(company: Backstage):
        order = company.order(BB_EN=1)
        await company.settle()
        await company.warehouse.load(order.number, days_early=1)
        await company.settle()
        [deal] = company.crm.deals("order_number", order.number)
        [document] = company.erp.documents("ExtRef", order.number)
        [slip] = company.warehouse.slips("order_ref", order.number)
        [parcel] = company.courier.parcels("reference", order.number)
        days = document["Reqdate"], slip["due"], parcel["day"]
        return days, deal["notes"], company.subjects()[-1]

    days, notes, subject = played(scene)
    assert ("20261124", "24/11/2026", "2026-W48-2") == days
    assert ["Loaded early: it comes on 24 November 2026."] == notes
    assert "Your order A-1000 comes earlier than promised" == subject


def test_the_parcel_holds_the_amended_order():
    """An amendment that is still on its way to the warehouse is picked as well."""

    async def scene(company: Backstage):
        order = company.order(BB_EN=1)
        await company.settle()
        company.amend(order, BB_IT=2)
        await company.warehouse.pick(order.number)
        await company.settle()
        [slip] = company.warehouse.slips("order_ref", order.number)
        return slip["rows"], stages(company, order.number), company.erp_lines(order.number)

    rows, found, booked = played(scene)
    assert [("BB-IT", 2)] == [(each["art"], each["pcs"]) for each in rows]
    assert (State.PICKED, "packed", "20", "P", "010") == found
    assert {"BB-IT": "2.000"} == booked


def test_an_order_cannot_be_changed_from_the_moment_that_picking_starts():
    """The website refuses at once, whatever news is still on its way."""

    async def scene(company: Backstage):
        order = company.order(BB_EN=1)
        await company.settle()
        company.amend(order, BB_IT=2)
        await company.warehouse.pick(order.number)
        with pytest.raises(RefusedError, match="picked"):
            company.amend(order, CH_11=1)
        [slip] = company.warehouse.slips("order_ref", order.number)
        await company.settle()
        return slip["rows"], company.erp_lines(order.number)

    rows, booked = played(scene)
    assert [("BB-IT", 2)] == [(each["art"], each["pcs"]) for each in rows]
    assert {"BB-IT": "2.000"} == booked


def test_a_picked_order_can_no_longer_be_changed_or_cancelled():
    """The website says so, and nothing changes."""

    async def scene(company: Backstage):
        order = company.order(BB_EN=1)
        await company.settle()
        await company.warehouse.pick(order.number)
        await company.settle()
        with pytest.raises(RefusedError, match="picked and can no longer be changed"):
            company.amend(order, BB_IT=1)
        with pytest.raises(RefusedError, match="picked"):
            company.shop.cancel(order.number)
        await company.settle()
        return company.erp_lines(order.number)

    assert {"BB-EN": "1.000"} == played(scene)


def test_a_cancelled_order_is_struck_and_cannot_be_picked():
    """Its slip says so, and the courier never hears of it."""

    async def scene(company: Backstage):
        order = company.order(BB_EN=1)
        company.shop.cancel(order.number)
        await company.settle()
        with pytest.raises(NothingToPickError):
            await company.warehouse.pick(order.number)
        return stages(company, order.number)

    assert (State.CANCELLED, "closed_lost", "90", "X", "") == played(scene)


def test_a_parcel_goes_to_the_address_of_its_own_order():
    """Where she lived when she ordered first is nowhere on the label."""

    async def scene(company: Backstage):
        company.order(BB_EN=1)
        moved = replace(ADA, street="Neue Gasse 7")
        company.shop.move(moved)
        items = company.shop.store.order("A-1000").items
        order = company.shop.place(company.shop.draft(moved, items))
        await company.settle()
        for number in ("A-1000", order.number):
            await company.warehouse.hand_over(number)
        await company.settle()
        [parcel] = company.courier.parcels("reference", order.number)
        return parcel["street"], company.shop.store.customer(ADA.email).street

    assert ("Neue Gasse 7", "Neue Gasse 7") == played(scene)


def test_the_courier_writes_days_as_weeks_and_weekdays():
    """Weekday 4 is a Thursday, and the week of New Year belongs to the old year."""

    async def scene(company: Backstage):
        return company.order(CH_11=1).delivery_day

    assert "2026-W48-3" == week_and_weekday(played(scene))
    assert "2026-W53-5" == week_and_weekday(date(2027, 1, 1))


def test_a_tracking_number_shows_a_slip_of_the_pen():
    """The example of the standard: RR 4731 2482 9."""
    assert 9 == check_digit("47312482")
    assert tracking_id(0) != tracking_id(1)
    assert "SW" == tracking_id(0)[:2]


def test_what_has_just_been_sent_back_is_given_to_nobody():
    """The driver waits for what is still under way about the order."""

    async def scene(company: Backstage):
        number, tracking = await handed_over(company)

        async def drive() -> None:
            await company.courier.wait_for(tracking)
            company.courier.deliver(tracking, "Grete Holm")

        company.shop.take_back(number)
        driving = asyncio.create_task(drive())
        await company.settle()
        with pytest.raises(NotHandedOverError, match="sent back"):
            await driving

    played(scene)


def test_who_signed_stays_known_once_it_is_sent_back():
    """The warehouse, the courier and the CRM say the same of the parcel."""

    async def scene(company: Backstage):
        number, tracking = await handed_over(company)
        company.courier.deliver(tracking, "Grete Holm")
        await company.settle()
        company.shop.take_back(number)
        await company.settle()
        [shipment] = company.crm.shipments.found(tracking)
        [slip] = company.warehouse.slips("track", tracking)
        [parcel] = company.courier.parcels("id", tracking)
        return shipment, slip, parcel

    told = played(scene)
    assert all("Grete Holm" in each.values() for each in told)

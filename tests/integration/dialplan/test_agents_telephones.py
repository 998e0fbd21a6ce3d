"""What agents may dial on their telephones, on a real Asterisk without our roles."""

from tests.parts.asterisk import Asterisk
from tests.parts.dialplan import Journal, agent, authenticated, rung, until
from tests.parts.sip.phone import Phone

# What an agent may key in vain: nobody's extension, abroad, names of the dialplan, and attempts to talk to it.
NO_NUMBERS = (
    *("12", "0016502530000", "+16502530000", "990016502530000", "carrier", "s", "h", "refuse", "full", "*8"),
    *("1002%26PJSIP/carrier", "13812345678%26PJSIP/1002", "+8613812345678,s,1", "0477%24%7BEXTEN%7D", "i"),
)


async def test_an_agents_phone_can_ring_the_hotline_and_a_colleague_and_nothing_that_is_no_number(
    asterisk: Asterisk, journal: Journal
) -> None:
    async with agent(asterisk, "hotline") as one, agent(asterisk, extension="1002") as other:
        call = other.call("12345")
        final = await authenticated(other, call)
        (await rung(one)).answer()
        await final.until("answered")
        final.hang_up()

        colleague = await authenticated(one, one.call("1002"))
        (await rung(other)).answer()
        await colleague.until("answered")
        colleague.hang_up()

        for number in NO_NUMBERS:
            refused = await authenticated(one, one.call(number))
            await refused.until("ended")
            assert refused.final in (404, 603), number
    assert "queue:hotline" in journal.marks()
    assert not any(row["channel"].startswith("PJSIP/carrier") for row in journal.rows())


async def test_an_agents_phone_dials_outside_on_the_lines_that_are_not_the_citizens(
    asterisk: Asterisk, journal: Journal, carrier_port: int
) -> None:
    carrier = await Phone("carrier", ("127.0.0.2", asterisk.settings.sip_port)).open("127.0.0.2", carrier_port)
    try:
        async with agent(asterisk) as one, agent(asterisk, extension="1002") as other:
            call = await authenticated(one, one.call("+8613812345678"))
            citizen = await rung(carrier)
            assert citizen.invite is not None
            assert citizen.invite.start.startswith("INVITE sip:13812345678@")
            assert "sip:12345@" in citizen.remote_header
            second = await authenticated(other, other.call("8330000"))
            await second.until("ended")
            assert second.final == 503
            citizen.answer()
            await call.until("answered")
            citizen.hang_up()
            await call.until("ended")
            await until(lambda: not asterisk.channels)  # the line is free when the last channel has gone
            third = await authenticated(other, other.call("8330000"))
            (await rung(carrier)).refuse()
            await third.until("ended")
            assert third.final == 486
    finally:
        carrier.close()
    await journal.tells(
        *("dials:1001:13812345678", "dialling:"), *("dials:1002:04778330000", "dialling:", "dialled:BUSY:17:486")
    )

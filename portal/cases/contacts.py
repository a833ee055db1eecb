"""An address of a citizen, and which cases it opens once it is verified."""

from typing import NamedTuple


class Contact(NamedTuple):
    """`channel` of the outbox ("email", "sms") and the address: an e-mail, or a phone number in E.164."""

    channel: str
    address: str

    @property
    def is_email(self):
        return self.channel == "email"

    def opens(self, case):
        """Whether who holds this address may open a case: the e-mail that was given, or the phone its messages go to.

        A phone number beside an e-mail is written to by nobody, so a slip in it would never be noticed: it opens
        nothing until its holder chose SMS. The same rule as `CaseQuerySet.opened_by`.
        """
        if self.is_email:
            return bool(self.address) and case.email.lower() == self.address.lower()
        return bool(self.address) and case.phone == self.address and (not case.email or case.reached_by == "sms")

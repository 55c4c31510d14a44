"""A calendar app's view of a feed, for the tests of its address."""

import re

from django.urls import reverse

from schedule.services.feeds import create_feed, file_name


class Subscription:
    """One person's feed of one event, or of all, polled as a calendar app does."""

    def __init__(self, client, user, event=None):
        self.client, self.user = client, user
        self.feed, self.token = create_feed(user=user, name="Phone", event=event)
        self.url = reverse("calendar_feed", args=[self.token, file_name(self.feed)])

    def poll(self, **headers):
        return self.client.get(self.url, headers=headers)


def uids(response):
    text = response.content.decode().replace("\r\n ", "")
    return re.findall(r"^UID:(.*)\r$", text, re.MULTILINE)

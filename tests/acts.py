"""Acts in tests, which run in one transaction each and would be one act without a request."""

from django.db import transaction

from schedule.models.history import ActOfTransaction


def begin_act():
    """What is written from here on belongs to another act."""
    connection = transaction.get_connection()
    connection.run_on_commit = [each for each in connection.run_on_commit if not isinstance(each[1], ActOfTransaction)]

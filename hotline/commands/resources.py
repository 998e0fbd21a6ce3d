"""What commands need from the role in which they run."""

from collections.abc import Callable
from typing import Concatenate, ParamSpec, Protocol, TypeVar

from sqlalchemy import Connection

from hotline.commands.telephone import Telephone
from hotline.names.work import Work
from hotline.settings.environment import Settings

P = ParamSpec("P")
T = TypeVar("T")


class Sql(Protocol):
    """Runs a function of hotline.store in a transaction of its own."""

    async def read(self, work: Callable[Concatenate[Connection, P], T], *args: P.args, **kwargs: P.kwargs) -> T: ...

    async def write(self, work: Callable[Concatenate[Connection, P], T], *args: P.args, **kwargs: P.kwargs) -> T: ...


class Notifier(Protocol):
    async def notify(self, work: Work) -> None:
        """Tell the other roles that SQL holds new work of this kind. If the message is lost they find it later."""


class Resources(Protocol):
    @property
    def settings(self) -> Settings: ...

    @property
    def database(self) -> Sql: ...

    @property
    def telephone(self) -> Telephone: ...

    @property
    def live(self) -> Notifier: ...

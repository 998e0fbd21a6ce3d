"""What commands need of the role in which they run."""

from collections.abc import Callable
from typing import Concatenate, ParamSpec, Protocol, TypeVar

from sqlalchemy import Connection

from hotline.commands.telephone import Telephone
from hotline.settings.environment import Settings

P = ParamSpec("P")
T = TypeVar("T")


class Sql(Protocol):
    """Runs a function of hotline.store in a transaction of its own."""

    async def read(self, work: Callable[Concatenate[Connection, P], T], *args: P.args, **kwargs: P.kwargs) -> T: ...

    async def write(self, work: Callable[Concatenate[Connection, P], T], *args: P.args, **kwargs: P.kwargs) -> T: ...


class Notifier(Protocol):
    async def notify(self, noun: str) -> None:
        """Tell the other roles that SQL has a wish of this kind; they find it later if they do not hear of it."""


class Resources(Protocol):
    @property
    def settings(self) -> Settings: ...

    @property
    def database(self) -> Sql: ...

    @property
    def telephone(self) -> Telephone: ...

    @property
    def live(self) -> Notifier: ...

"""Routes for reports, with the roles that may use each."""

from agent_api.http.route import Route
from agent_api.protocol.table import FILE_TYPES
from agent_api.protocol.who_may import AGENTS, API, WATCHERS
from agent_api.reports import accounting, figures, own, surveys, traffic
from agent_api.reports.figure_query import FiguresQuery
from agent_api.reports.figure_views import AgentFiguresView, CallbackFiguresView, QueueFiguresView, TransferFiguresView
from agent_api.reports.traffic_query import TrafficQuery
from agent_api.reports.traffic_views import TrafficView

ROUTES = (
    Route(
        method="GET",
        path=f"{API}/figures/traffic",
        handler=traffic.read_traffic,
        roles=WATCHERS,
        summary="Inbound calls of a period, by steps from half hours to years, as JSON, CSV or XLSX",
        query=TrafficQuery,
        answer=TrafficView,
        also_as=FILE_TYPES,
    ),
    Route(
        method="GET",
        path=f"{API}/figures/me",
        handler=own.read_own,
        roles=AGENTS,
        summary="What the user has done today",
        answer=own.OwnFigures,
    ),
    Route(
        method="GET",
        path=f"{API}/figures/survey",
        handler=surveys.read_surveys,
        roles=WATCHERS,
        summary="How satisfied citizens are, by agent or queue, as JSON, CSV or XLSX",
        query=surveys.SurveyQuery,
        answer=surveys.SurveyFigures,
        also_as=FILE_TYPES,
    ),
    Route(
        method="GET",
        path=f"{API}/accounting",
        handler=accounting.read_accounting,
        roles=WATCHERS,
        summary="The accounting of a period: every call with its outcome",
        query=accounting.PeriodQuery,
        answer=accounting.AccountingView,
    ),
    Route(
        method="GET",
        path=f"{API}/figures/callbacks",
        handler=figures.read_callback_figures,
        roles=WATCHERS,
        summary="The rates of callbacks by day or month, as JSON, CSV or XLSX",
        query=FiguresQuery,
        answer=CallbackFiguresView,
        also_as=FILE_TYPES,
    ),
    Route(
        method="GET",
        path=f"{API}/figures/agents",
        handler=figures.read_agent_figures,
        roles=WATCHERS,
        summary="Agents ranked by the callbacks that they reached, by day or month, as JSON, CSV or XLSX",
        query=FiguresQuery,
        answer=AgentFiguresView,
        also_as=FILE_TYPES,
    ),
    Route(
        method="GET",
        path=f"{API}/figures/queues",
        handler=figures.read_queue_figures,
        roles=WATCHERS,
        summary="Calls by the queue that the dialled number belongs to, by day or month, as JSON, CSV or XLSX",
        query=FiguresQuery,
        answer=QueueFiguresView,
        also_as=FILE_TYPES,
    ),
    Route(
        method="GET",
        path=f"{API}/figures/transfers",
        handler=figures.read_transfer_figures,
        roles=WATCHERS,
        summary="How often and how fast each transfer target answers, by day or month, as JSON, CSV or XLSX",
        query=FiguresQuery,
        answer=TransferFiguresView,
        also_as=FILE_TYPES,
    ),
)

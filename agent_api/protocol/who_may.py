"""Which roles a route is for, and where the API begins."""

from hotline.domain.agents.agent import Role

API = "/api/v1"

PUBLIC = None
ANYBODY = frozenset(Role)
ADMIN = frozenset({Role.ADMIN})
SUPERVISORS = frozenset({Role.SUPERVISOR, Role.ADMIN})
AGENTS = SUPERVISORS | {Role.AGENT}  # a supervisor may take calls, and admin may do all that a supervisor may
WATCHERS = SUPERVISORS | {Role.AUDITOR}
KEEPERS = frozenset({Role.ADMIN, Role.AUDITOR})

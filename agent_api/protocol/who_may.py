"""The roles that may use a route, and the API's prefix."""

from hotline.domain.agents.agent import Role

API = "/api/v1"

PUBLIC = None
ANYBODY = frozenset(Role)
ADMIN = frozenset({Role.ADMIN})
SUPERVISORS = frozenset({Role.SUPERVISOR, Role.ADMIN})
AGENTS = SUPERVISORS | {Role.AGENT}  # supervisors may take calls, and admins may do whatever supervisors may
WATCHERS = SUPERVISORS | {Role.AUDITOR}
KEEPERS = frozenset({Role.ADMIN, Role.AUDITOR})

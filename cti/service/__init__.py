"""Load, decide, save, publish: the running of the cti role. Rules are in cti.domain, SQL in cti.store."""

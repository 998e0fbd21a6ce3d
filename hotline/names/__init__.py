"""The names that the dialplan, AMI, the journal and the roles must agree on: in Python each stands here alone.

Templates of the dialplan write them plainly; tests/unit/names compares what is rendered with these lists, both ways.
"""
